// SPDX-License-Identifier: GPL-3.0-or-later
// Runs as HTML to share.
#include "evaluation/comparisonreport.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::evaluation {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(ComparisonReport)
};

// Nothing is loaded and nothing runs, even if an escape were missed.
constexpr auto policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"_L1;

constexpr auto style =
    ":root{color-scheme:light dark}"
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1b1f24;background:#fff}"
    "h1{font-size:1.4rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}"
    "h3{margin:1rem 0 .3rem;font-size:1rem}h1,h2,h3{break-after:avoid}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;background:#f4f5f7;padding:.8rem;"
    "border-radius:6px;font:13px/1.5 ui-monospace,monospace}"
    "bdi,h1,h3,th,summary{overflow-wrap:anywhere}"
    "summary{cursor:pointer;color:#59636e;margin:.5rem 0}img{max-width:100%;max-height:24rem;border-radius:6px}"
    ".columns{display:flex;gap:1rem;flex-wrap:wrap;align-items:flex-start}.column{flex:1 1 22rem;min-width:0;"
    "border:1px solid #d5d9de;border-radius:8px;padding:0 1rem 1rem}.winner{border:2px solid #1d7d3c}"
    ".error{color:#a4262c}.picked{color:#1d7d3c}.call{border-left:3px solid #7a838b}.muted{color:#59636e}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{border:1px solid #d5d9de;padding:.5rem;"
    "text-align:left;vertical-align:top;font-weight:normal}th{font-weight:600}"
    "@media screen and (prefers-color-scheme:dark){body{background:#1b1e21;color:#e8eaed}pre{background:#262a2e}"
    ".column,th,td{border-color:#3c4248}.winner{border-color:#81c995}.muted,summary{color:#a2abb5}"
    ".error{color:#ff8a80}.picked{color:#81c995}}"
    "@media print{body{margin:0;font-size:11px}pre{font-size:10px;border:1px solid #d5d9de;"
    "print-color-adjust:exact}.columns{display:block}.column{margin:0 0 1rem}thead{display:table-header-group}"
    "details::details-content{content-visibility:visible;block-size:auto}}"_L1;

QString when(UtcMicros at)
{
    return QDateTime::fromMSecsSinceEpoch(at / 1000, Qt::UTC).toString(Qt::ISODate);
}

QString titleOf(const Comparison &comparison)
{
    if (comparison.prompt.isEmpty())
        return Tr::tr("Free text");
    return comparison.promptVersion > 0
        ? Tr::tr("%1, version %2").arg(comparison.prompt, QString::number(comparison.promptVersion))
        : Tr::tr("%1, draft").arg(comparison.prompt);
}

QString muted(const QString &text)
{
    return text.isEmpty() ? QString() : u"<p class=\"muted\">%1</p>"_s.arg(text.toHtmlEscaped());
}

QString block(const QString &heading, const QString &text)
{
    return u"<h3>%1</h3><pre>%2</pre>\n"_s.arg(heading.toHtmlEscaped(), text.toHtmlEscaped());
}

QString folded(const QString &heading, const QString &inner)
{
    return u"<details><summary>%1</summary>%2</details>\n"_s.arg(heading.toHtmlEscaped(), inner);
}

QString pretty(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)).trimmed();
}

/// The picture itself, where its kind is one that a browser only draws. SVG is none: it may hold anything.
QString imageHtml(const providers::Image &image, int number)
{
    constexpr std::array drawn{"image/png"_L1, "image/jpeg"_L1, "image/gif"_L1, "image/webp"_L1};
    const QString name = Tr::tr("Picture %1").arg(number).toHtmlEscaped();
    if (image.bytes.isEmpty())
        return muted(Tr::tr("Picture at %1").arg(image.url));
    if (std::find(drawn.begin(), drawn.end(), image.mediaType) == drawn.end())
        return muted(Tr::tr("Picture of kind %1").arg(image.mediaType));
    return u"<p><img alt=\"%1\" src=\"data:%2;base64,%3\"></p>"_s.arg(
        name, image.mediaType, QString::fromLatin1(image.bytes.toBase64()));
}

QString callHtml(const providers::ToolCall &call)
{
    return u"<pre class=\"call\">%1(%2)</pre>"_s.arg(
        call.name.toHtmlEscaped(),
        call.arguments.isEmpty() ? QString() : pretty(call.arguments).toHtmlEscaped());
}

QString callsHtml(const std::vector<providers::ToolCall> &calls)
{
    QString html;
    for (const providers::ToolCall &call : calls)
        html += callHtml(call);
    return html.isEmpty() ? html
                          : u"<h3>%1</h3>"_s.arg(Tr::tr("Calls of tools").toHtmlEscaped()) + html;
}

QString messagesHtml(const std::vector<providers::Message> &messages)
{
    QString html;
    int pictures = 0;
    for (const providers::Message &message : messages) {
        html += block(providers::roleName(message.role), message.text);
        for (const providers::Image &image : message.images)
            html += imageHtml(image, ++pictures);
        html += callsHtml(message.toolCalls);
    }
    return html;
}

/// A value that is a picture is shown as one.
QString valuesHtml(const QMap<QString, QString> &values)
{
    QString html;
    for (auto it = values.begin(); it != values.end(); ++it) {
        const QString heading = u"{{%1}}"_s.arg(it.key());
        if (it.value().startsWith("data:image/"_L1))
            html += u"<h3>%1</h3>%2"_s.arg(heading.toHtmlEscaped(), imageHtml(prompts::imageOf(it.value()), 1));
        else
            html += block(heading, it.value());
    }
    return html;
}

QString parametersLine(const providers::Parameters &parameters)
{
    QStringList parts;
    const QJsonObject json = providers::toJson(parameters);
    for (auto it = json.begin(); it != json.end(); ++it) {
        const QJsonValue value = it.value();
        const QString text = value.isObject() || value.isArray()
            ? QString::fromUtf8(QJsonDocument::fromVariant(value.toVariant()).toJson(QJsonDocument::Compact))
            : value.toVariant().toString();
        parts.append(u"%1 %2"_s.arg(it.key(), text));
    }
    return parts.join(u" \u00b7 "_s);
}

/// What a prompt says beside its messages.
QString toolsHtml(const prompts::PromptContent &content)
{
    QString html;
    for (const providers::Tool &tool : content.tools)
        html += block(tool.name, pretty(providers::toJson(tool)));
    if (!html.isEmpty())
        html = folded(Tr::tr("%n tool(s) offered", nullptr, int(content.tools.size())), html);
    if (!content.outputContract.isEmpty())
        html += folded(Tr::tr("What an answer must be"),
                       u"<pre>%1</pre>"_s.arg(pretty(content.outputContract).toHtmlEscaped()));
    return html;
}

QString figuresOf(const ReportedAnswer &answer)
{
    if (!answer.record)
        return {};
    const telemetry::CallRecord &record = *answer.record;
    QStringList parts{Tr::tr("%1 ms").arg(record.latencyUs / 1000)};
    if (record.firstTokenUs)
        parts.append(Tr::tr("first token %1 ms").arg(*record.firstTokenUs / 1000));
    if (record.usage)
        parts.append(Tr::tr("%1 tokens in, %2 out").arg(record.usage->input).arg(record.usage->output));
    parts.append(record.cost ? u"$%1"_s.arg(record.cost->toDecimal()) : Tr::tr("cost unknown"));
    return parts.join(u" \u00b7 "_s);
}

QString answerHtml(const ReportedAnswer &answer)
{
    QString html = muted(figuresOf(answer));
    if (!answer.reasoning.isEmpty())
        html += folded(Tr::tr("Reasoning"), u"<pre>%1</pre>"_s.arg(answer.reasoning.toHtmlEscaped()));
    if (!answer.text.isEmpty())
        html += u"<pre>%1</pre>"_s.arg(answer.text.toHtmlEscaped());
    html += callsHtml(answer.toolCalls);
    for (const QString &problem : {answer.error, answer.formatProblem}) {
        if (!problem.isEmpty())
            html += u"<p class=\"error\">%1</p>"_s.arg(problem.toHtmlEscaped());
    }
    if (html.isEmpty())
        html = muted(Tr::tr("Never answered."));
    return html;
}

QString columnHeading(const ComparisonColumn &column, qsizetype number)
{
    QStringList parts{column.target.toString()};
    if (!column.contentName.isEmpty())
        parts.append(column.contentName);
    return u"%1. %2"_s.arg(QString::number(number), parts.join(u", "_s));
}

/// What a column was asked that the others were not.
QString ownHtml(const ComparisonColumn &column)
{
    QString html = muted(parametersLine(column.parameters));
    if (!column.variables.isEmpty())
        html += folded(Tr::tr("%n value(s) of its own", nullptr, int(column.variables.size())),
                       valuesHtml(column.variables));
    if (column.content) {
        const QString what = column.isRendered    ? Tr::tr("The conversation that it was sent")
            : column.contentVersion > 0 ? Tr::tr("What it was asked: version %1").arg(column.contentVersion)
                                        : Tr::tr("What it was asked");
        html += folded(what, messagesHtml(column.content->messages) + toolsHtml(*column.content));
    }
    return html;
}

QString beginning(const Comparison &comparison)
{
    QString html = u"<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\">"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"%2\">"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                   "<title>%3</title><style>%4</style></head><body>\n<h1>%3</h1>%5"_s.arg(
                       QLocale().bcp47Name().toHtmlEscaped(), policy, titleOf(comparison).toHtmlEscaped(), style,
                       muted(when(comparison.createdAt)));
    return html + messagesHtml(comparison.content.messages) + toolsHtml(comparison.content)
        + valuesHtml(comparison.variables);
}

QString choiceOf(const Vote &vote)
{
    switch (vote.choice) {
    case VoteChoice::Left:
        return Tr::tr("the first is better");
    case VoteChoice::Right:
        return Tr::tr("the second is better");
    case VoteChoice::Equal:
        return Tr::tr("both are equal");
    case VoteChoice::BothBad:
        return Tr::tr("both are bad");
    }
    return {};
}

/// The column whose answer was voted on, wherever it went since; else the model that gave it.
QString votedOn(const Comparison &comparison, const std::optional<CallId> &call, const QString &model)
{
    for (qsizetype i = 0; call && i < comparison.columns.size(); ++i) {
        if (comparison.columns.at(i).call == call)
            return columnHeading(comparison.columns.at(i), i + 1);
    }
    return model;
}

QString votesHtml(const Comparison &comparison, const QList<Vote> &votes)
{
    if (votes.isEmpty())
        return {};
    QString html = u"<h2>%1</h2><table><thead><tr>"_s.arg(Tr::tr("Votes").toHtmlEscaped());
    for (const QString &heading : {Tr::tr("First"), Tr::tr("Second"), Tr::tr("Vote"), Tr::tr("Who"), Tr::tr("Note")})
        html += u"<th>%1</th>"_s.arg(heading.toHtmlEscaped());
    html += u"</tr></thead>\n"_s;
    for (const Vote &vote : votes) {
        QStringList who{vote.who, when(vote.votedAt)};
        if (vote.isBlind)
            who.append(Tr::tr("blind"));
        QStringList note{vote.note, vote.tags.join(u", "_s)};
        for (QStringList *list : {&who, &note})
            list->removeAll(QString());
        html += u"<tr>"_s;
        for (const QString &cell : {votedOn(comparison, vote.leftCall, vote.leftModel),
                                    votedOn(comparison, vote.rightCall, vote.rightModel), choiceOf(vote),
                                    who.join(u" \u00b7 "_s), note.join(u" \u00b7 "_s)})
            html += u"<td><bdi>%1</bdi></td>"_s.arg(cell.toHtmlEscaped());
        html += u"</tr>\n"_s;
    }
    return html + u"</table>\n"_s;
}

} // namespace

QByteArray reportHtml(const Comparison &comparison, const QList<ReportedAnswer> &answers,
                      const QList<Vote> &votes)
{
    QString html = beginning(comparison) + u"<h2>%1</h2><div class=\"columns\">\n"_s.arg(Tr::tr("Answers").toHtmlEscaped());
    for (qsizetype i = 0; i < comparison.columns.size(); ++i) {
        const ComparisonColumn &column = comparison.columns.at(i);
        const bool isWinner = comparison.winner == static_cast<int>(i);
        html += u"<div class=\"column%1\"><h3>%2%3</h3>%4%5</div>\n"_s.arg(
            isWinner ? u" winner"_s : QString(), columnHeading(column, i + 1).toHtmlEscaped(),
            isWinner ? u" <span class=\"picked\">\u2713 %1</span>"_s.arg(Tr::tr("picked").toHtmlEscaped())
                     : QString(),
            ownHtml(column), answerHtml(answers.value(i)));
    }
    html += u"</div>\n"_s + votesHtml(comparison, votes) + u"</body></html>\n"_s;
    return html.toUtf8();
}

QByteArray gridReportHtml(const Comparison &comparison, const ReportedCells &cells)
{
    QString html = beginning(comparison)
        + u"<h2>%1</h2><table><thead><tr><th></th>"_s.arg(Tr::tr("Answers").toHtmlEscaped());
    for (qsizetype i = 0; i < comparison.columns.size(); ++i)
        html += u"<th>%1%2</th>"_s.arg(columnHeading(comparison.columns.at(i), i + 1).toHtmlEscaped(),
                                       ownHtml(comparison.columns.at(i)));
    html += u"</tr></thead>\n"_s;
    for (qsizetype row = 0; row < comparison.grid->rows.size(); ++row) {
        const GridRow &values = comparison.grid->rows.at(row);
        html += u"<tr><td><b>%1</b>%2</td>"_s.arg(values.name.toHtmlEscaped(), valuesHtml(values.variables));
        for (qsizetype column = 0; column < comparison.columns.size(); ++column) {
            html += u"<td>"_s;
            for (const ReportedAnswer &answer : cells.value(row).value(column))
                html += answerHtml(answer);
            html += u"</td>"_s;
        }
        html += u"</tr>\n"_s;
    }
    return QString(html + u"</table></body></html>\n"_s).toUtf8();
}

} // namespace assay::evaluation
