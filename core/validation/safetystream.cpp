// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/safetystream.h"

#include "validation/inspection.h"
#include "validation/masking.h"

#include <algorithm>

namespace assay::validation {
namespace {

/// What recognisers look back at: a word before a number, the scheme before a password, the name of a secret.
constexpr qsizetype contextLength = 256;
/// From here on a held text is looked at again only when it has grown by a quarter: a word without end would
/// cost the square of its length.
constexpr qsizetype heldLong = 1024;

/// What values without white space are made of. They may go on when the text ends within.
bool isValueCharacter(QChar c)
{
    if (c.unicode() < 0x80)
        return c > u' ';
    return isWordCharacter(c);
}

/// What values with white space are made of: digits, capitals, signs, single spaces.
bool isGroupCharacter(QChar c)
{
    return isDigit(c) || (c >= u'A' && c <= u'Z') || QStringView(u" +-./()").contains(c) || c == QChar::Nbsp
        || (c.unicode() >= 0x2010 && c.unicode() <= 0x2014);
}

/// Where the last word begins.
qsizetype startOfWord(QStringView text)
{
    qsizetype at = text.size();
    while (at > 0 && isValueCharacter(text[at - 1]))
        --at;
    if (at == text.size() && at > 0 && text[at - 1].isHighSurrogate())
        --at; // half a character
    return at;
}

/// Where the row of groups begins that the text ends with.
qsizetype startOfGroups(QStringView text)
{
    const qsizetype bound = std::max<qsizetype>(0, text.size() - spacedValueMax);
    qsizetype at = text.size();
    while (at > bound && isGroupCharacter(text[at - 1]))
        --at;
    while (at < text.size() && text[at].isSpace())
        ++at;
    return at;
}

} // namespace

SafetyStream::SafetyStream(const SafetyPolicy &policy, Direction direction, const QByteArray &hashKey)
    : m_inspection(std::make_shared<const Inspection>(policy, direction))
    , m_hashKey(effectiveKey(hashKey))
{
    m_result.texts.append(QString());
}

QString SafetyStream::feed(const QString &piece)
{
    if (isBlocked())
        return {};
    m_window += piece;
    if (m_inspection->looksForInjection())
        m_whole += piece;
    return m_window.size() < m_inspectFrom ? QString() : release(false);
}

QString SafetyStream::end()
{
    if (isBlocked())
        return {};
    const QString rest = release(true);
    const auto injection = m_inspection->injection(m_whole);
    m_result.injectionScore = injection.score;
    for (const Finding &finding : injection.findings) {
        m_result.action = std::max(m_result.action, finding.action);
        m_result.findings.append(finding);
    }
    std::stable_sort(m_result.findings.begin(), m_result.findings.end(),
                     [](const Finding &a, const Finding &b) { return a.offset < b.offset; });
    return rest;
}

/// From where on the window must wait for more.
qsizetype SafetyStream::heldFrom(const QList<Finding> &findings) const
{
    qsizetype from = std::min(startOfWord(m_window), startOfGroups(m_window));
    from = std::min(from, m_inspection->blockList().openFrom(wellFormed(m_window)));
    for (const Finding &finding : findings) {
        // What ends where the text ends may go on, such as a private key.
        if (finding.offset + finding.length >= m_window.size())
            from = std::min(from, finding.offset);
    }
    for (bool isMoved = true; isMoved;) {
        isMoved = false;
        for (const Finding &finding : findings) {
            if (finding.offset < from && finding.offset + finding.length > from) {
                from = finding.offset;
                isMoved = true;
            }
        }
    }
    return std::max(from, m_context);
}

QString SafetyStream::release(bool isEnd)
{
    QList<Finding> findings = m_inspection->values(m_window);
    // What begins in the context was decided when that was released.
    findings.removeIf([this](const Finding &finding) { return finding.offset < m_context; });
    qsizetype until = isEnd ? m_window.size() : heldFrom(findings);
    QList<Finding> decided;
    for (const Finding &finding : findings) {
        if (finding.offset >= until)
            break;
        decided.append(finding);
        m_result.action = std::max(m_result.action, finding.action);
        if (finding.action == Action::Block) {
            until = finding.offset;
            break;
        }
    }
    QList<Finding> ahead = decided;
    for (Finding &finding : ahead)
        finding.offset -= m_context;
    const QString shown = maskedText(m_window.mid(m_context, until - m_context), ahead, 0, m_hashKey);
    for (Finding &finding : decided)
        finding.offset += m_windowOffset;
    m_result.findings += decided;
    m_result.texts.front() += shown;
    forget(until);
    return shown;
}

void SafetyStream::forget(qsizetype released)
{
    const qsizetype gone = std::max<qsizetype>(0, released - contextLength);
    m_window.remove(0, gone);
    m_windowOffset += gone;
    m_context = released - gone;
    const qsizetype held = m_window.size() - m_context;
    m_inspectFrom = held > heldLong ? m_window.size() + held / 4 : 0;
}

} // namespace assay::validation
