// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/litellmfile.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

#include <nlohmann/json.hpp>
#include <QCoreApplication>

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
/// `tiered_pricing`. A callback that returns false stops the parser. The names of callbacks are nlohmann's.
class EntryCollector final {
public:
    using Kind = LiteLlmValue::Kind;

    [[nodiscard]] std::vector<LiteLlmEntry> takeEntries() { return std::move(m_entries); }
    /// Half a sentence; empty when nothing was refused.
    [[nodiscard]] QString refusal() const { return m_refusal; }
    [[nodiscard]] QString parserMessage() const { return m_parserMessage; }

    bool null() { return value(Kind::Null, {}); }
    bool boolean(bool truth) { return value(truth ? Kind::True : Kind::False, {}); }
    bool number_integer(std::int64_t number)
    {
        return value(Kind::Number, QByteArray::number(qint64(number)));
    }
    bool number_unsigned(std::uint64_t number)
    {
        return value(Kind::Number, QByteArray::number(quint64(number)));
    }
    bool number_float(double, const std::string &text)
    {
        return value(Kind::Number, QByteArray::fromStdString(text));
    }
    bool string(const std::string &text) { return value(Kind::Text, QByteArray::fromStdString(text)); }
    bool binary(const nlohmann::json::binary_t &) { return false; }
    bool key(const std::string &text);
    bool start_object(size_t) { return open(true); }
    bool end_object() { return close(); }
    bool start_array(size_t) { return open(false); }
    bool end_array() { return close(); }
    bool parse_error(size_t, const std::string &, const nlohmann::json::exception &problem);

private:
    enum Depth { Root = 1, Entry = 2, Tiers = 3, Tier = 4, Range = 5 };

    bool open(bool isObject);
    bool close();
    bool value(Kind kind, const QByteArray &text);
    bool refuse(const QString &why);
    [[nodiscard]] bool isInTiers() const { return m_member == "tiered_pricing" && !m_entries.empty(); }
    /// The members that a value at this depth belongs to; null when nobody asks for it.
    [[nodiscard]] LiteLlmMembers *membersHere();

    std::vector<LiteLlmEntry> m_entries;
    QString m_refusal;
    QString m_parserMessage;
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

bool EntryCollector::parse_error(size_t, const std::string &, const nlohmann::json::exception &problem)
{
    m_parserMessage = QString::fromUtf8(problem.what()).left(200);
    // out_of_range: a number that no double can hold.
    return refuse(problem.id < 400 ? tr("this is no JSON") : tr("this number is too large"));
}

bool EntryCollector::key(const std::string &text)
{
    const QByteArray name = QByteArray::fromStdString(text);
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

bool EntryCollector::value(Kind kind, const QByteArray &text)
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
    members->insert(name, {kind, text});
    return true;
}

/// Reads bytes and tells how far it came, which nlohmann does not tell when a callback stops it.
class CountingIterator final {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;

    CountingIterator(const char *at, const char *&reached)
        : m_at(at)
        , m_reached(&reached)
    {
    }
    reference operator*() const { return *m_at; }
    CountingIterator &operator++()
    {
        *m_reached = m_at++;
        return *this;
    }
    CountingIterator operator++(int)
    {
        const CountingIterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const CountingIterator &a, const CountingIterator &b) { return a.m_at == b.m_at; }

private:
    const char *m_at;
    const char **m_reached; ///< the byte that was read last
};

tl::unexpected<Error> refused(const QByteArray &utf8, qsizetype offset, const EntryCollector &collector)
{
    const QByteArrayView before = QByteArrayView(utf8).first(std::clamp<qsizetype>(offset, 0, utf8.size()));
    const auto line = before.count('\n') + 1;
    const auto column = before.size() - (before.lastIndexOf('\n') + 1) + 1;
    return fail(ErrorCode::InvalidInput,
                tr("The price file cannot be used: line %1, column %2: %3. Nothing was imported.")
                    .arg(line)
                    .arg(column)
                    .arg(collector.refusal()),
                collector.parserMessage());
}

} // namespace

Result<std::vector<LiteLlmEntry>> readLiteLlmEntries(const QByteArray &utf8)
{
    const char *reached = utf8.constData();
    EntryCollector collector;
    // Does not recurse, which a deep file would turn into a crash, and does not throw.
    const bool isRead =
        nlohmann::json::sax_parse(CountingIterator(utf8.constData(), reached),
                                  CountingIterator(utf8.constData() + utf8.size(), reached), &collector);
    if (!isRead)
        return refused(utf8, reached - utf8.constData(), collector);
    return collector.takeEntries();
}

} // namespace assay::catalog
