// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/tasks.h"

#include <algorithm>

#include <QMap>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

struct Table {
    QString name;
    QStringList columns;
    [[nodiscard]] bool has(const QString &column) const { return columns.contains(column); }
};

QList<Table> tablesOf(const QString &text)
{
    static const QRegularExpression create(u"CREATE TABLE (\\w+)\\s*\\(((?:[^()]|\\([^()]*\\))*)\\)"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression nested(u"\\([^()]*\\)"_s);
    QList<Table> tables;
    auto matches = create.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        Table table{match.captured(1), {}};
        for (const QString &definition : match.captured(2).remove(nested).split(u','))
            table.columns.append(definition.trimmed().section(u' ', 0, 0));
        tables.append(table);
    }
    return tables;
}

QString stem(const QString &table)
{
    return table.endsWith(u's') ? table.chopped(1) : table;
}

/// The table that the question is about, or null when the schema has none for it.
const Table *subjectOf(const QList<Table> &tables, const QString &question)
{
    static const QRegularExpression asked(u"\\b(?:which|what|how many|whose)\\s+((?:\\w+\\s+){0,2}\\w+)"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    const auto match = asked.match(question);
    const QString words = match.hasMatch() ? match.captured(1) : question;
    for (const QString &where :
         {words, match.hasMatch() && !words.contains(u"representative"_s) ? question : words}) {
        for (const Table &table : tables) {
            if (where.contains(stem(table.name), Qt::CaseInsensitive))
                return &table;
        }
    }
    return nullptr;
}

const Table *tableWith(const QList<Table> &tables, const QString &column)
{
    const auto found = std::ranges::find_if(tables, [&column](const Table &t) { return t.has(column); });
    return found == tables.end() ? nullptr : &*found;
}

QString block(const QStringList &clauses)
{
    return u"```sql\n"_s + clauses.join(u'\n') + u";\n```\n"_s;
}

int numberIn(const QString &question, int otherwise)
{
    static const QMap<QString, int> words{
        {u"two"_s, 2}, {u"three"_s, 3}, {u"five"_s, 5}, {u"ten"_s, 10}, {u"twenty"_s, 20}};
    for (auto word = words.cbegin(); word != words.cend(); ++word) {
        if (question.contains(word.key(), Qt::CaseInsensitive))
            return word.value();
    }
    return otherwise;
}

/// Revenue of a subject: the join over orders and their items, when the schema has them.
QString revenueQuery(const QList<Table> &tables, const Table &subject, const QString &question,
                     Quality quality)
{
    const Table *items = tableWith(tables, u"unit_price"_s);
    const Table *orders = tableWith(tables, u"customer_id"_s);
    if (items == nullptr || orders == nullptr)
        return block({u"SELECT *"_s, u"FROM %1"_s.arg(subject.name)});
    const bool byMonth = question.contains(u"month"_s, Qt::CaseInsensitive);
    const QString key = byMonth ? u"date_trunc('month', o.ordered_at)"_s : u"c.name"_s;
    QStringList clauses{
        u"SELECT %1 AS %2,"_s.arg(key, byMonth ? u"month"_s : u"customer"_s),
        u"       count(DISTINCT o.id) AS orders,"_s, u"       sum(oi.quantity * oi.unit_price) AS revenue"_s,
        u"FROM %1 AS o"_s.arg(orders->name), u"JOIN %1 AS oi ON oi.order_id = o.id"_s.arg(items->name)};
    if (!byMonth)
        clauses << u"JOIN customers AS c ON c.id = o.customer_id"_s;
    if (quality == Quality::Thorough)
        clauses << u"WHERE o.status <> 'cancelled'"_s
                << u"  AND o.ordered_at >= date_trunc('quarter', now()) - interval '3 months'"_s
                << u"  AND o.ordered_at < date_trunc('quarter', now())"_s;
    clauses << u"GROUP BY 1"_s << (byMonth ? u"ORDER BY 1"_s : u"ORDER BY revenue DESC"_s);
    if (!byMonth)
        clauses << u"LIMIT %1"_s.arg(numberIn(question, 10));
    return block(clauses);
}

QString countQuery(const QList<Table> &tables, const Table &subject, const QString &question, Quality quality)
{
    const QString letter = subject.name.left(1);
    QStringList clauses{u"SELECT %1.*"_s.arg(letter), u"FROM %1 AS %2"_s.arg(subject.name, letter)};
    if (question.contains(u"never"_s, Qt::CaseInsensitive)) {
        const QString foreignKey = stem(subject.name) + u"_id"_s;
        if (const Table *other = tableWith(tables, foreignKey)) {
            clauses << u"LEFT JOIN %1 AS x ON x.%2 = %3.id"_s.arg(other->name, foreignKey, letter)
                    << u"WHERE x.id IS NULL"_s;
        }
        if (quality == Quality::Thorough && subject.has(u"country"_s) && question.contains(u"Germany"_s))
            clauses << u"  AND %1.country = 'DE'"_s.arg(letter);
        return block(clauses);
    }
    const QString group = subject.has(u"status"_s) ? u"status"_s : subject.columns.value(1, u"id"_s);
    return block({u"SELECT %1.%2,"_s.arg(letter, group), u"       count(*) AS %1"_s.arg(subject.name),
                  u"FROM %1 AS %2"_s.arg(subject.name, letter), u"GROUP BY %1.%2"_s.arg(letter, group),
                  u"ORDER BY 2 DESC"_s});
}

} // namespace

QString writeSql(const ChatRequest &request, Quality quality)
{
    const QList<Table> tables = tablesOf(request.user);
    const QString question = request.user.section(u"Question:"_s, -1).trimmed();
    if (tables.isEmpty())
        return u"The schema lists no table that could answer this."_s;
    const Table *subject = subjectOf(tables, question);
    if (quality == Quality::Hasty) {
        // Quick and wrong in the usual way: everything from the first table, whatever was asked.
        return u"Sure! Here is your query:\n\n"_s
            + block({u"SELECT *"_s, u"FROM %1"_s.arg((subject ? *subject : tables.first()).name),
                     u"LIMIT %1"_s.arg(numberIn(question, 100))});
    }
    if (subject == nullptr) {
        if (quality == Quality::Thorough)
            return u"The schema cannot answer this: no table says who that is, so there is nothing to join the orders to."_s;
        subject = &tables.first();
    }
    const bool asksRevenue = question.contains(u"revenue"_s, Qt::CaseInsensitive)
        || question.contains(u"spent"_s, Qt::CaseInsensitive);
    QString answer = asksRevenue ? revenueQuery(tables, *subject, question, quality)
                                 : countQuery(tables, *subject, question, quality);
    if (quality == Quality::Thorough) {
        answer += u"\nAssumptions:\n"_s
            + (asksRevenue
                   ? u"- Cancelled orders do not count as revenue.\n- \u201cLast quarter\u201d is the last full calendar quarter.\n"_s
                   : u"- Every row of %1 counts, whatever its status.\n"_s.arg(subject->name));
    }
    return answer;
}

} // namespace assay::simulator
