// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/litellmfile.h"

#include <limits>

#include <QCoreApplication>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

constexpr int maxDepth = 16; // the file itself has 5
constexpr size_t maxEntries = 100'000;
constexpr qsizetype maxMembers = 500; // of one entry

QString tr(const char *text)
{
    return QCoreApplication::translate("LiteLlmPrices", text);
}

/// Keeps what the parser sees: entries at the first level, their members at the second, and below that only
/// `tiered_pricing`. A callback that returns false stops the parser.
class EntryCollector final : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, EntryCollector> {
public:
    using Kind = LiteLlmValue::Kind;

    [[nodiscard]] std::vector<LiteLlmEntry> takeEntries() { return std::move(m_entries); }
    [[nodiscard]] QString refusal() const { return m_refusal; }

    bool Null() { return value(Kind::Null, {}); }
    bool Bool(bool truth) { return value(truth ? Kind::True : Kind::False, {}); }
    bool RawNumber(const char *text, rapidjson::SizeType length, bool)
    {
        return value(Kind::Number, {text, length});
    }
    bool String(const char *text, rapidjson::SizeType length, bool)
    {
        return value(Kind::Text, {text, length});
    }
    bool Key(const char *text, rapidjson::SizeType length, bool);
    bool StartObject() { return open(true); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool StartArray() { return open(false); }
    bool EndArray(rapidjson::SizeType) { return close(); }

private:
    enum Depth { Root = 1, Entry = 2, Tiers = 3, Tier = 4, Range = 5 };

    bool open(bool isObject);
    bool close();
    bool value(Kind kind, QByteArrayView text);
    bool refuse(const QString &why);
    [[nodiscard]] bool isInTiers() const { return m_member == "tiered_pricing" && !m_entries.empty(); }
    /// The members that a value at this depth belongs to; null when nobody asks for it.
    [[nodiscard]] LiteLlmMembers *membersHere();

    std::vector<LiteLlmEntry> m_entries;
    QString m_refusal;
    int m_depth = 0;
    QByteArray m_member; ///< of the entry
    QByteArray m_tierMember;
    int m_rangeItems = 0;
};

bool EntryCollector::refuse(const QString &why)
{
    m_refusal = why;
    return false;
}

LiteLlmMembers *EntryCollector::membersHere()
{
    if (m_depth == Entry)
        return &m_entries.back().members;
    const bool isTier = isInTiers() && (m_depth == Tier || (m_depth == Range && m_tierMember == "range"));
    return isTier && !m_entries.back().tiers.empty() ? &m_entries.back().tiers.back() : nullptr;
}

bool EntryCollector::Key(const char *text, rapidjson::SizeType length, bool)
{
    const QByteArray name(text, qsizetype(length));
    if (m_depth == Root) {
        if (m_entries.size() >= maxEntries)
            return refuse(tr("it has more than %1 entries").arg(maxEntries));
        m_entries.push_back({name, false, {}, {}});
    } else if (m_depth == Entry) {
        m_member = name;
    } else if (m_depth == Tier) {
        m_tierMember = name;
    }
    return true;
}

bool EntryCollector::open(bool isObject)
{
    if (m_depth == 0 && !isObject)
        return refuse(tr("it must be an object of models"));
    if (m_depth >= maxDepth)
        return refuse(tr("it is nested too deeply"));
    if (m_depth > 0 && !value(Kind::Nested, {}))
        return false;
    if (m_depth == Root)
        m_entries.back().isObject = isObject;
    if (m_depth == Root)
        m_member.clear();
    if (m_depth == Tiers && isObject && isInTiers())
        m_entries.back().tiers.emplace_back();
    if (m_depth == Tier)
        m_rangeItems = 0;
    ++m_depth;
    return true;
}

bool EntryCollector::close()
{
    --m_depth;
    return true;
}

bool EntryCollector::value(Kind kind, QByteArrayView text)
{
    if (m_depth == 0)
        return refuse(tr("it must be an object of models"));
    LiteLlmMembers *const members = membersHere();
    if (members == nullptr)
        return true;
    const QByteArray name = m_depth == Entry ? m_member
        : m_depth == Tier                    ? m_tierMember
                                             : "range " + QByteArray::number(m_rangeItems++);
    if (members->size() >= maxMembers)
        return refuse(tr("an entry has more than %1 members").arg(maxMembers));
    members->insert(name, {kind, text.toByteArray()});
    return true;
}

tl::unexpected<Error> refused(const QByteArray &utf8, qsizetype offset, const QString &why)
{
    const QByteArrayView before = QByteArrayView(utf8).first(std::min(offset, utf8.size()));
    const auto line = before.count('\n') + 1;
    const auto column = before.size() - (before.lastIndexOf('\n') + 1) + 1;
    return fail(ErrorCode::InvalidInput,
                tr("The price file cannot be used: line %1, column %2: %3. Nothing was imported.")
                    .arg(line)
                    .arg(column)
                    .arg(why));
}

} // namespace

Result<std::vector<LiteLlmEntry>> readLiteLlmEntries(const QByteArray &utf8)
{
    // Numbers stay text; no recursion, which a deep file would turn into a crash.
    constexpr unsigned flags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag
        | rapidjson::kParseValidateEncodingFlag;
    constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF");
    const qsizetype begin = utf8.startsWith(byteOrderMark) ? byteOrderMark.size() : 0;
    rapidjson::MemoryStream stream(utf8.constData() + begin, size_t(utf8.size() - begin));
    rapidjson::Reader reader;
    EntryCollector collector;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, collector);
    if (result.IsError()) {
        QString why = collector.refusal();
        if (why.isEmpty()) {
            why = QString::fromLatin1(rapidjson::GetParseError_En(result.Code()));
            why.chop(why.endsWith(u'.') ? 1 : 0);
        }
        return refused(utf8, begin + qsizetype(result.Offset()), why);
    }
    return collector.takeEntries();
}

} // namespace assay::catalog
