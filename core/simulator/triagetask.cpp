// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/tasks.h"

#include "base/json.h"

#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

struct Rule {
    QString pattern;
    QString verdict;
};

const QList<Rule> categoryRules{
    {u"\\b(charged|invoice|refund|billed|payment|price|subscription|credit card)\\b"_s, u"billing"_s},
    {u"\\b(log ?in|password|sign in|locked out|account|two-factor|2fa|sso)\\b"_s, u"account"_s},
    {u"\\b(crash\\w*|error|broken|bug|fails?|failed|freez\\w+|lost|gone|wrong|missing|does ?n.t work)\\b"_s,
     u"bug"_s},
    {u"\\b(would be (nice|great)|feature|please add|wish|could you add|dark mode)\\b"_s,
     u"feature-request"_s},
    {u"\\b(how (do|can|to)|where (do|can|is)|is there a way)\\b"_s, u"how-to"_s},
};
const QList<Rule> priorityRules{
    {u"\\b(charged twice|double|data (is )?lost|lost all|leak\\w*|exposed|nobody can|everyone|all users|production)\\b"_s,
     u"urgent"_s},
    {u"\\b(can(not|.t)|cannot|blocked|unable|deadline|before (monday|tomorrow|friday)|crash\\w*)\\b"_s,
     u"high"_s},
    {u"\\b(would be (nice|great)|wish|thank|love|great work|when you have time)\\b"_s, u"low"_s},
};
const QList<Rule> sentimentRules{
    {u"\\b(unacceptable|ridiculous|furious|worst|lawyer|cancel everything|!!+)"_s, u"angry"_s},
    {u"\\b(again|still|third time|frustrat\\w+|waiting|annoy\\w+|can(not|.t))\\b"_s, u"frustrated"_s},
    {u"\\b(thank|thanks|love|great|appreciate)\\b"_s, u"positive"_s},
};
const QHash<QString, QString> actions{
    {u"billing"_s, u"Check the customer's charges and refund what was taken wrongly."_s},
    {u"account"_s, u"Verify the customer's identity and restore access."_s},
    {u"bug"_s, u"Reproduce the fault with the steps given and file it for engineering."_s},
    {u"feature-request"_s, u"Record the wish in the product board and thank the customer."_s},
    {u"how-to"_s, u"Send the matching help article with the steps."_s},
    {u"other"_s, u"Ask the customer what they need."_s},
};

QString firstMatch(const QList<Rule> &rules, const QString &text, const QString &otherwise)
{
    for (const Rule &rule : rules) {
        if (QRegularExpression(rule.pattern, QRegularExpression::CaseInsensitiveOption)
                .match(text)
                .hasMatch())
            return rule.verdict;
    }
    return otherwise;
}

/// What stands between <ticket> tags, else the whole message.
QString ticketOf(const QString &message)
{
    static const QRegularExpression fenced(u"<ticket>(.*)</ticket>"_s,
                                           QRegularExpression::DotMatchesEverythingOption);
    const auto match = fenced.match(message);
    return (match.hasMatch() ? match.captured(1) : message).simplified();
}

/// The ticket's first sentence; a careful model says it shorter, as far as the first clause that fits.
QString summaryOf(const QString &ticket, Quality quality)
{
    static const QRegularExpression sentenceEnd(u"(?<=[.!?])\\s"_s);
    QString text = ticket.section(sentenceEnd, 0, 0);
    if (quality == Quality::Thorough) {
        static const QRegularExpression clauseEnd(u"[:;,]\\s"_s);
        text = text.section(clauseEnd, 0, 0);
        text.replace(QRegularExpression(u"^I (was|am|have|had|can|cannot|need|want)\\b"_s),
                     u"The customer \\1"_s);
    }
    while (text.endsWith(u'.') || text.endsWith(u'!') || text.endsWith(u','))
        text.chop(1);
    return text + u'.';
}

} // namespace

QString triageTicket(const ChatRequest &request, Quality quality)
{
    const QString ticket = ticketOf(request.user);
    const QString category = firstMatch(categoryRules, ticket, u"other"_s);
    QString priority = firstMatch(priorityRules, ticket, u"normal"_s);
    const QString sentiment = firstMatch(sentimentRules, ticket, u"neutral"_s);
    // The usual mistake of a weaker model: it takes the tone for the effect.
    if (quality != Quality::Thorough && sentiment == u"angry"_s)
        priority = u"urgent"_s;
    if (quality == Quality::Hasty && priority == u"normal"_s)
        priority = u"high"_s;

    // Written by hand, member by member, in the order that the prompt asks for: QJsonObject would sort them.
    const auto member = [](const QString &name, const QString &value) {
        return u"  \"%1\": %2"_s.arg(name,
                                     QString::fromUtf8(toCompactJson(QJsonArray{value})).mid(1).chopped(1));
    };
    QStringList members{member(u"category"_s, category), member(u"priority"_s, priority),
                        member(u"sentiment"_s, sentiment), member(u"summary"_s, summaryOf(ticket, quality))};
    if (quality != Quality::Hasty)
        members << member(u"next_action"_s, actions.value(category));
    const QString object = u"{\n"_s + members.join(u",\n"_s) + u"\n}"_s;
    if (quality == Quality::Hasty && !request.wantsJson)
        return u"Here is the triage:\n\n```json\n"_s + object
            + u"\n```\n\nLet me know if you need anything else!"_s;
    return object;
}

} // namespace assay::simulator
