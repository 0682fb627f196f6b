// SPDX-License-Identifier: GPL-3.0-or-later
// Embeddings of texts, and how alike they are.
#include "command.h"
#include "modelargument.h"
#include "textinput.h"

#include "orchestration/orchestrator.h"

#include <cmath>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using Vector = std::vector<float>;

/// The cosine of the angle between two vectors of one length, -1 to 1; nothing when one of them is zero.
std::optional<double> cosine(const Vector &a, const Vector &b)
{
    double product = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        product += static_cast<double>(a[i]) * static_cast<double>(b[i]);
        lengthA += static_cast<double>(a[i]) * static_cast<double>(a[i]);
        lengthB += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    }
    if (lengthA <= 0 || lengthB <= 0)
        return std::nullopt;
    return product / std::sqrt(lengthA) / std::sqrt(lengthB);
}

QString shortened(const QString &text)
{
    constexpr qsizetype shown = 40;
    const QString line = text.simplified();
    return line.size() <= shown ? line : QString(line.left(shown - 1) + u'\u2026');
}

/// A text for each pair, in the order of the texts.
struct Pair {
    std::size_t first = 0;
    std::size_t second = 0;
    std::optional<double> cosine;
};

std::vector<Pair> pairsOf(const std::vector<Vector> &vectors)
{
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        for (std::size_t j = i + 1; j < vectors.size(); ++j)
            pairs.push_back({i, j, cosine(vectors[i], vectors[j])});
    }
    return pairs;
}

QJsonArray toJson(const std::vector<Pair> &pairs)
{
    QJsonArray json;
    for (const Pair &pair : pairs)
        json.append(QJsonObject{{u"first"_s, static_cast<qint64>(pair.first)},
                                {u"second"_s, static_cast<qint64>(pair.second)},
                                {u"cosine"_s, pair.cosine ? QJsonValue(*pair.cosine) : QJsonValue()}});
    return json;
}

QJsonArray toJson(const std::vector<Vector> &vectors)
{
    QJsonArray json;
    for (const Vector &vector : vectors) {
        QJsonArray numbers;
        for (const float number : vector)
            numbers.append(static_cast<double>(number));
        json.append(numbers);
    }
    return json;
}

void printPairs(const Terminal &terminal, const QStringList &texts, const std::vector<Pair> &pairs)
{
    QList<QStringList> rows;
    for (const Pair &pair : pairs)
        rows.append({pair.cosine ? QString::number(*pair.cosine, 'f', 4) : u"unknown"_s,
                     shortened(texts.at(static_cast<qsizetype>(pair.first))),
                     shortened(texts.at(static_cast<qsizetype>(pair.second)))});
    terminal.table({u"COSINE"_s, u"TEXT"_s, u"TEXT"_s}, rows, {0});
}

QCoro::Task<int> embed(Invocation in, QStringList texts)
{
    const auto model = co_await modelArgument(in, in.option(u"model"_s), u"--model"_s);
    if (!model)
        co_return in.terminal.error(model.error());
    orchestration::EmbeddingRequest request;
    request.model = *model;
    request.texts = texts;
    request.askedBy = telemetry::CallSource::Terminal;
    const orchestration::EmbeddingResult answer =
        co_await in.workspace->orchestrator().embed(std::move(request), in.stop);
    if (answer.record.error)
        co_return in.terminal.error(*answer.record.error);
    for (const QString &note : answer.notes)
        in.terminal.note(note);
    const std::optional<Money> cost = answer.record.cost;
    const std::optional<catalog::Usage> usage = answer.record.usage;
    const std::size_t dimensions = answer.vectors.empty() ? 0 : answer.vectors.front().size();
    const bool isCompared = in.has(u"similarity"_s);
    const std::vector<Pair> pairs = isCompared ? pairsOf(answer.vectors) : std::vector<Pair>();
    if (in.terminal.isJson()) {
        QJsonObject json{
            {u"model"_s, model->toString()},
            {u"call"_s, answer.record.id.toString()},
            {u"texts"_s, texts.size()},
            {u"dimensions"_s, static_cast<qint64>(dimensions)},
            {u"input_tokens"_s, usage ? QJsonValue(static_cast<qint64>(usage->input)) : QJsonValue()},
            {u"cost_usd"_s, cost ? QJsonValue(cost->toUsd()) : QJsonValue()},
            {u"vectors"_s, toJson(answer.vectors)}};
        if (isCompared)
            json.insert(u"similarity"_s, toJson(pairs));
        in.terminal.document(json);
        co_return Ok;
    }
    if (isCompared)
        printPairs(in.terminal, texts, pairs);
    in.terminal.line(u"%1 of %2 by %3, %4 in, cost %5."_s.arg(
        counted(static_cast<std::int64_t>(answer.vectors.size()), u"vector"_s),
        counted(static_cast<std::int64_t>(dimensions), u"dimension"_s), model->toString(),
        usage ? counted(usage->input, u"token"_s) : u"unknown tokens"_s, displayMoney(cost)));
    co_return Ok;
}

/// The words of the command line, or the lines of standard input that are not empty.
Result<QStringList> textsOf(const Invocation &in)
{
    if (!in.words.isEmpty())
        return in.words;
    return readStandardInput(in.stopDescriptor).map([](const QString &text) {
        QStringList lines;
        for (const QString &line : text.split(u'\n')) {
            if (const QString trimmed = line.trimmed(); !trimmed.isEmpty())
                lines.append(trimmed);
        }
        return lines;
    });
}

Result<Work> prepareEmbed(const Invocation &in)
{
    if (!in.has(u"model"_s))
        return fail(ErrorCode::InvalidInput,
                    u"Give --model PROVIDER/MODEL, a model for embeddings. See: assayctl models list"_s);
    const Result<QStringList> texts = textsOf(in);
    if (!texts)
        return tl::unexpected(texts.error());
    if (texts->isEmpty() || texts->contains(QString()))
        return fail(ErrorCode::InvalidInput,
                    u"There is no text. Give texts as arguments, or one a line on the standard input."_s);
    if (in.has(u"similarity"_s) && texts->size() < 2)
        return fail(ErrorCode::InvalidInput, u"--similarity compares texts: give two or more."_s);
    return [texts = *texts](const Invocation &invocation) { return embed(invocation, texts); };
}

} // namespace

QList<Command> embedCommands()
{
    constexpr int any = std::numeric_limits<int>::max();
    return {{u"embed"_s,
             {},
             u"--model PROVIDER/MODEL [TEXT ...] [--similarity]"_s,
             u"Embeds texts, or each line of standard input; --json has the vectors, --similarity the cosine "
             "of each pair."_s,
             0,
             any,
             {{u"model"_s, {}, u"PROVIDER/MODEL"_s}, {u"similarity"_s, {}}},
             Command::Needs::Workspace,
             nullptr,
             prepareEmbed}};
}

} // namespace assay::ctl
