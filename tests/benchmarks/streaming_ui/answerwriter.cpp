// SPDX-License-Identifier: GPL-3.0-or-later
#include "answerwriter.h"

#include <sys/resource.h>

#include <QStringList>

using namespace Qt::StringLiterals;

namespace assay::benchmark {

namespace {

/// The kinds of text that models write, about 900 characters in all.
const QString section = uR"(## Findings of the run

The **p99 latency** rose from `340 ms` to `1.8 s` after the deployment, because every request opened its own
connection; see [the report](https://example.com/report) for the *whole* story and what the team learned from it.

1. Reuse connections, and limit how many there are
2. Give every call a deadline
   - connect: 10 s
   - first byte: 120 s
3. Retry only what is safe to repeat

```cpp
Result<Dataset> loadDataset(const QString &path)
{
    return readBounded(path, maxDatasetBytes)
        .and_then(parseRows)
        .map_error([&](Error e) { return withPath(std::move(e), path); });
}
```

| model      | p50    | p99     | cost     |
|------------|-------:|--------:|---------:|
| balanced   | 250 ms | 967 ms  | $0.0007  |
| thorough   | 601 ms | 1.88 s  | $0.0034  |

> What is measured once is an anecdote; what is measured always is a fact.

Ein Satz mit Umlauten: größer, schöner, überall. 日本語の文もあります。

)"_s;

/// About four characters each, as tokenizers cut.
QStringList tokensOf(const QString &text)
{
    QStringList tokens;
    for (qsizetype at = 0; at < text.size(); at += 4)
        tokens << text.sliced(at, std::min<qsizetype>(4, text.size() - at));
    return tokens;
}

} // namespace

AnswerWriter::AnswerWriter(std::vector<std::shared_ptr<ui::ColumnStream>> streams, Pace pace)
    : m_streams(std::move(streams))
    , m_pace(pace)
    , m_thread([this](const std::stop_token &stop) { write(stop); })
{
}

void AnswerWriter::write(const std::stop_token &stop)
{
    const QStringList tokens = tokensOf(section);
    const auto interval = std::chrono::duration<double>(1 / m_pace.tokensPerSecond);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < m_pace.tokens && !stop.stop_requested(); ++i) {
        std::this_thread::sleep_until(
            start + std::chrono::duration_cast<std::chrono::steady_clock::duration>(interval * i));
        for (size_t column = 0; column < m_streams.size(); ++column) {
            providers::Delta delta;
            // Each column is elsewhere in the text, so that not all of them finish a block in the same frame.
            delta.text = tokens[(i + qsizetype(column) * 31) % tokens.size()];
            m_streams[column]->onDelta(delta);
        }
    }
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    m_cpuSeconds = double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    m_isDone = true;
}

} // namespace assay::benchmark
