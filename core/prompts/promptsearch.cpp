// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptsearch.h"

#include "prompts/promptrows.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;
using storage::Connection;

constexpr QChar betweenMessages(0x1e);
constexpr qsizetype indexedChars = 3; ///< the length that FTS5's trigram tokenizer cuts texts into

/// The messages as they are indexed.
QString textOf(const PromptContent &content)
{
    QStringList texts;
    for (const providers::Message &message : content.messages)
        texts.append(QString(message.text).replace(betweenMessages, u' ')); // of one that has it
    return texts.join(betweenMessages);
}

/// An FTS5 expression for what can be looked up of the words; empty when nothing can.
QString lookupOf(const QStringList &words)
{
    QStringList parts;
    for (const QString &word : words) {
        const QList<uint> codes = word.toUcs4();
        for (qsizetype i = 0; i + indexedChars <= codes.size(); ++i) {
            const auto *at = reinterpret_cast<const char32_t *>(codes.constData() + i);
            QString part = QString::fromUcs4(at, indexedChars);
            parts.append(u'"' + part.replace(u'"', u"\"\""_s) + u'"');
        }
    }
    parts.removeDuplicates();
    return parts.join(u" AND "_s);
}

QString onOneLine(QStringView text)
{
    QString line = text.toString();
    for (QChar &c : line) {
        if (c.isSpace() || c.category() == QChar::Other_Control)
            c = u' ';
    }
    return line;
}

/// Some words of a text around a place.
void takeContext(TextHit &hit, QStringView text)
{
    constexpr qsizetype contextChars = 48;
    qsizetype from = std::max<qsizetype>(0, hit.start - contextChars);
    qsizetype to = std::min(text.size(), hit.start + hit.length + contextChars);
    if (from > 0) { // whole words, where they are not too long
        const qsizetype space = text.indexOf(u' ', from);
        if (space >= 0 && space < hit.start)
            from = space + 1;
    }
    if (to < text.size()) {
        const qsizetype space = text.lastIndexOf(u' ', to);
        if (space > hit.start + hit.length)
            to = space;
    }
    if (from > 0 && text.at(from).isLowSurrogate())
        ++from;
    if (to < text.size() && text.at(to).isLowSurrogate())
        --to;
    hit.before = (from > 0 ? u"…"_s : QString()) + onOneLine(text.sliced(from, hit.start - from));
    hit.found = onOneLine(text.sliced(hit.start, hit.length));
    const qsizetype end = hit.start + hit.length;
    hit.after = onOneLine(text.sliced(end, to - end)) + (to < text.size() ? u"…"_s : QString());
}

/// Where the text has the first word, if it has all.
std::optional<TextHit> hitIn(const QString &text, const QStringList &words)
{
    const bool hasAll = std::ranges::all_of(
        words, [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
    if (!hasAll)
        return std::nullopt;
    TextHit hit;
    const qsizetype place = text.indexOf(words.first(), 0, Qt::CaseInsensitive);
    const QStringView before = QStringView(text).first(place);
    hit.message = static_cast<int>(before.count(betweenMessages));
    const qsizetype begin = before.lastIndexOf(betweenMessages) + 1;
    const qsizetype end = text.indexOf(betweenMessages, place);
    const QStringView message = QStringView(text).sliced(begin, (end < 0 ? text.size() : end) - begin);
    hit.start = place - begin;
    hit.length = std::min(words.first().size(), message.size() - hit.start);
    const QStringView above = message.first(hit.start);
    hit.line = static_cast<int>(above.count(u'\n')) + 1;
    hit.column = static_cast<int>(hit.start - (above.lastIndexOf(u'\n') + 1)) + 1;
    takeContext(hit, message);
    return hit;
}

/// What the statements below have in common.
constexpr auto promptColumns = "SELECT p.id, p.name, p.folder, p.updated_at,"
                               " CASE WHEN d.prompt_id IS NULL THEN p.latest_version ELSE 0 END, "_L1;
constexpr auto draftJoin = " LEFT JOIN prompt_drafts d ON d.prompt_id = p.id"_L1;

struct Found {
    UtcMicros updatedAt = 0;
    TextHit hit;
};

void append(QList<Found> &found, const QSqlQuery &row, const QString &text, const QStringList &words)
{
    auto hit = hitIn(text, words);
    if (!hit)
        return;
    hit->id = PromptId::fromBytes(row.value(0).toByteArray());
    hit->name = row.value(1).toString();
    hit->folder = row.value(2).toString();
    hit->version = row.value(4).toInt();
    found.append({row.value(3).toLongLong(), std::move(*hit)});
}

/// Those of which the index knows the text as it is now.
Result<> findIndexed(Connection &connection, const QStringList &words, int hitsMax, QList<Found> &found)
{
    const QString lookup = lookupOf(words);
    const QString from = lookup.isEmpty()
        ? u"prompt_texts t"_s
        : u"(SELECT rowid FROM prompt_search WHERE prompt_search MATCH ?) s"
          " CROSS JOIN prompt_texts t ON t.id = s.rowid"_s;
    const auto rows = connection.exec(
        promptColumns + u"t.text FROM "_s + from + u" JOIN prompts p ON p.id = t.prompt_id"_s + draftJoin
            + u" WHERE p.removed_at IS NULL AND NOT EXISTS"
              " (SELECT 1 FROM prompt_texts_stale x WHERE x.prompt_id = t.prompt_id)"_s,
        lookup.isEmpty() ? QVariantList() : QVariantList{lookup});
    if (!rows)
        return tl::unexpected(rows.error());
    while (found.size() <= hitsMax && (*rows)->next())
        append(found, **rows, (*rows)->value(5).toString(), words);
    return {};
}

/// Those that changed since, read whole. Returns how many they are.
Result<int> findStale(Connection &connection, const QStringList &words, int hitsMax, QList<Found> &found)
{
    const auto rows = connection.exec(
        promptColumns + u"COALESCE(d.content, v.content) FROM prompt_texts_stale x"
                        " JOIN prompts p ON p.id = x.prompt_id"_s
            + draftJoin
            + u" LEFT JOIN prompt_versions v ON v.prompt_id = p.id AND v.number = p.latest_version"
              " WHERE p.removed_at IS NULL"_s);
    if (!rows)
        return tl::unexpected(rows.error());
    int count = 0;
    while ((*rows)->next()) {
        ++count;
        if (found.size() > hitsMax)
            continue;
        const auto content = contentFromBytes((*rows)->value(5).toByteArray());
        if (content)
            append(found, **rows, textOf(*content), words);
    }
    return count;
}

Result<TextHits> find(Connection &connection, const QStringList &words, int hitsMax)
{
    QList<Found> found;
    const auto stale = findStale(connection, words, hitsMax, found);
    if (!stale)
        return tl::unexpected(stale.error());
    if (auto done = findIndexed(connection, words, hitsMax, found); !done)
        return tl::unexpected(done.error());
    TextHits result;
    result.unindexed = *stale;
    result.hasMore = found.size() > hitsMax;
    std::ranges::stable_sort(found, std::ranges::greater(), &Found::updatedAt);
    for (const Found &one : found.first(std::min<qsizetype>(found.size(), hitsMax)))
        result.hits.append(one.hit);
    return result;
}

struct Text {
    QByteArray prompt;
    QString text;
};

Result<QList<Text>> staleTexts(Connection &connection, int promptsMax)
{
    const auto rows = connection.exec(
        u"SELECT x.prompt_id, COALESCE(d.content, v.content) FROM prompt_texts_stale x"
        " JOIN prompts p ON p.id = x.prompt_id LEFT JOIN prompt_drafts d ON d.prompt_id = p.id"
        " LEFT JOIN prompt_versions v ON v.prompt_id = p.id AND v.number = p.latest_version LIMIT ?"_s,
        {promptsMax});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Text> texts;
    while ((*rows)->next()) {
        const auto content = contentFromBytes((*rows)->value(1).toByteArray());
        texts.append({(*rows)->value(0).toByteArray(), content ? textOf(*content) : QString()});
    }
    return texts;
}

Result<int> indexStale(Connection &connection, int promptsMax)
{
    const auto texts = staleTexts(connection, promptsMax);
    if (!texts)
        return tl::unexpected(texts.error());
    for (const Text &text : *texts) {
        const auto done =
            connection
                .exec(u"INSERT INTO prompt_texts (prompt_id, text) VALUES (?, ?)"
                      " ON CONFLICT (prompt_id) DO UPDATE SET text = excluded.text"_s,
                      {text.prompt, sqlText(text.text)})
                .and_then([&](QSqlQuery *) {
                    return connection.exec(u"DELETE FROM prompt_texts_stale WHERE prompt_id = ?"_s,
                                           {text.prompt});
                });
        if (!done)
            return tl::unexpected(done.error());
    }
    const auto left = connection.exec(u"SELECT COUNT(*) FROM prompt_texts_stale"_s);
    if (!left)
        return tl::unexpected(left.error());
    return (*left)->next() ? (*left)->value(0).toInt() : 0;
}

} // namespace

QStringList searchWords(const QString &search)
{
    QStringList words;
    const QStringList parts = search.split(u'"');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (i % 2 == 0)
            words += parts.at(i).simplified().split(u' ', Qt::SkipEmptyParts);
        else if (!parts.at(i).trimmed().isEmpty())
            words.append(parts.at(i));
    }
    words.removeDuplicates();
    return words;
}

QFuture<Result<TextHits>> searchPromptTexts(storage::Database &database, const QString &search, int hitsMax)
{
    const QStringList words = searchWords(search);
    if (words.isEmpty())
        return QtFuture::makeReadyFuture(Result<TextHits>(TextHits()));
    return database.read<TextHits>(
        [words, hitsMax](Connection &connection) { return find(connection, words, hitsMax); });
}

QFuture<Result<int>> indexPromptTexts(storage::Database &database, int promptsMax)
{
    return database.write<int>(
        [promptsMax](Connection &connection) { return indexStale(connection, promptsMax); });
}

} // namespace assay::prompts
