// SPDX-License-Identifier: GPL-3.0-or-later
// What the prompts page asks of the store and of the text engine: the list of 10,000 prompts against a bare
// SELECT of the same rows, and what runs while one types or opens a diff, on texts of 100 kB and 1 MB.
#include "prompts/diff.h"
#include "prompts/promptstore.h"
#include "prompts/template.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace assay;

namespace {

constexpr int promptCount = 10000;
constexpr int rounds = 15;

double medianMs(const std::function<void()> &work)
{
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const auto started = std::chrono::steady_clock::now();
        work();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count());
    }
    std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
    return times[rounds / 2];
}

bool fill(prompts::PromptStore &store, const prompts::PromptContent &content)
{
    std::vector<QFuture<Result<prompts::PromptSummary>>> created;
    for (int i = 0; i < promptCount; ++i)
        created.push_back(store.create(u"prompt-%1"_s.arg(i), u"folder/%1"_s.arg(i % 50), content));
    std::vector<QFuture<Result<>>> tagged;
    for (int i = 0; i < promptCount; ++i) {
        const Result<prompts::PromptSummary> prompt = created[size_t(i)].result();
        if (!prompt)
            return false;
        tagged.push_back(store.setTags(prompt->id, {u"team-%1"_s.arg(i % 7), u"kind-%1"_s.arg(i % 31)}));
    }
    return std::all_of(tagged.begin(), tagged.end(),
                       [](QFuture<Result<>> &done) { return done.result().has_value(); });
}

/// Reads the rows of the list and does nothing with them.
Result<int> bareSelect(storage::Connection &connection)
{
    int rows = 0;
    for (const QString &sql :
         {u"SELECT id, name, folder, latest_version, updated_at FROM prompts ORDER BY name"_s,
          u"SELECT prompt_id, tag FROM prompt_tags ORDER BY prompt_id, tag"_s}) {
        const auto query = connection.exec(sql);
        if (!query)
            return tl::unexpected(query.error());
        while ((*query)->next())
            rows += (*query)->value(1).toString().isEmpty() ? 0 : 1;
    }
    return rows;
}

/// Text of `lines` lines with words from a vocabulary of 2,000; `edited` has a third of the lines changed.
QString prose(int lines, bool edited)
{
    QRandomGenerator random(3);
    QStringList words;
    for (int i = 0; i < 2000; ++i)
        words.append(QString::number(random.bounded(1000000), 36));
    QStringList text;
    for (int i = 0; i < lines; ++i) {
        QStringList line;
        for (int word = 0; word < 12; ++word)
            line.append(words[random.bounded(int(words.size()))]);
        if (edited && i % 3 == 0)
            line[5] = u"changed"_s;
        text.append(line.join(u' '));
    }
    return text.join(u'\n');
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    const SystemClock clock;
    const auto database =
        storage::Database::open(folder.filePath(u"bench.assay"_s), storage::OpenMode::Create);
    if (!database) {
        std::puts(qPrintable(database.error().message));
        return 1;
    }
    prompts::PromptStore store(**database, clock);
    prompts::PromptContent content;
    content.messages = {{providers::Role::User, u"Classify {{ticket}} for {{product}}. "_s.repeated(50)}};
    if (!fill(store, content)) {
        std::puts("The workspace could not be filled.");
        return 1;
    }
    const double list = medianMs([&] { (void)store.list().result(); });
    const double floor = medianMs([&] { (void)(*database)->read<int>(bareSelect).result(); });

    const QString left = prose(1500, false);
    const QString right = prose(1500, true);
    const double diff = medianMs([&] { (void)prompts::diffTexts(left, right); });
    content.messages[0].text = u"Lorem {{variable}} ipsum dolor sit amet, and so on\n"_s.repeated(20000);
    const double spans = medianMs([&] { (void)prompts::variableSpans(content.messages[0].text); });
    const double rendered = medianMs([&] { (void)prompts::render(content, {{u"variable"_s, u"value"_s}}); });

    std::printf("list of %d prompts        %8.1f ms   %.1f x a bare SELECT\n", promptCount, list,
                list / floor);
    std::printf("diff of two texts, %3lld kB %8.1f ms\n", static_cast<long long>(left.size() / 1000), diff);
    std::printf("variables of 1 MB         %8.1f ms\n", spans);
    std::printf("rendering 1 MB            %8.1f ms\n", rendered);
    std::printf(
        "{\"benchmark\":\"prompts\",\"list_ms\":%.2f,\"list_ratio\":%.2f,\"diff_ms\":%.2f,\"spans_ms\":%.2f,"
        "\"render_ms\":%.2f}\n",
        list, list / floor, diff, spans, rendered);
    return 0;
}
