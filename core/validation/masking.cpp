// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/masking.h"

#include <sodium/core.h>
#include <sodium/crypto_generichash.h>
#include <sodium/randombytes.h>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

QString label(SafetyKind kind)
{
    switch (kind) {
    case SafetyKind::PaymentCard:
        return u"card"_s;
    case SafetyKind::Iban:
        return u"iban"_s;
    case SafetyKind::Email:
        return u"email"_s;
    case SafetyKind::Phone:
        return u"phone"_s;
    case SafetyKind::IpAddress:
        return u"ip"_s;
    case SafetyKind::NationalId:
        return u"id"_s;
    case SafetyKind::Secret:
        return u"secret"_s;
    case SafetyKind::BlockedText:
    case SafetyKind::Injection:
        return u"blocked"_s;
    }
    return u"masked"_s;
}

QByteArray randomKey()
{
    if (sodium_init() < 0)
        qFatal("libsodium cannot be initialised");
    QByteArray key(crypto_generichash_KEYBYTES, Qt::Uninitialized);
    randombytes_buf(key.data(), size_t(key.size()));
    return key;
}

/// What two spellings of a value share.
QByteArray essence(SafetyKind kind, QStringView value)
{
    const bool hasSpellings = kind == SafetyKind::PaymentCard || kind == SafetyKind::Iban
        || kind == SafetyKind::Phone || kind == SafetyKind::NationalId;
    QString essence;
    for (const QChar c : value) {
        if (!hasSpellings || c.isLetterOrNumber() || c == u'+')
            essence += c.toCaseFolded();
    }
    return kind == SafetyKind::Secret ? value.toUtf8() : essence.toUtf8();
}

} // namespace

QString placeholder(SafetyKind kind)
{
    return QString(u'[' + label(kind) + u']');
}

QString hashed(SafetyKind kind, QStringView value, const QByteArray &key)
{
    const QByteArray content = label(kind).toUtf8() + '\0' + essence(kind, value);
    QByteArray hash(crypto_generichash_BYTES_MIN, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), size_t(hash.size()),
                       reinterpret_cast<const unsigned char *>(content.constData()),
                       static_cast<unsigned long long>(content.size()),
                       reinterpret_cast<const unsigned char *>(key.constData()), size_t(key.size()));
    return QString(u'[' + label(kind) + u':' + QString::fromLatin1(hash.left(8).toHex()) + u']');
}

QByteArray effectiveKey(const QByteArray &given)
{
    static const QByteArray ofThisRun = randomKey();
    const bool isUsable =
        given.size() >= crypto_generichash_KEYBYTES_MIN && given.size() <= crypto_generichash_KEYBYTES_MAX;
    return isUsable ? given : ofThisRun;
}

QString maskedExcerpt(SafetyKind kind, QStringView value)
{
    constexpr qsizetype lengthMin = 10; // two and two of less would be nearly all of it
    const bool isShown =
        kind != SafetyKind::Secret && kind != SafetyKind::BlockedText && value.size() >= lengthMin;
    return isShown ? QString(value.first(2) + u'…' + value.last(2)) : placeholder(kind);
}

QString maskedText(const QString &text, const QList<Finding> &findings, qsizetype block,
                   const QByteArray &key)
{
    QString masked;
    qsizetype at = 0;
    for (const Finding &finding : findings) {
        const bool isReplaced = finding.action == Action::Mask || finding.action == Action::Hash;
        if (finding.block != block || !isReplaced || finding.length == 0)
            continue;
        masked += QStringView(text).sliced(at, finding.offset - at);
        const QStringView value = QStringView(text).sliced(finding.offset, finding.length);
        masked +=
            finding.action == Action::Mask ? placeholder(finding.kind) : hashed(finding.kind, value, key);
        at = finding.offset + finding.length;
    }
    return at == 0 && masked.isEmpty() ? text : QString(masked + text.mid(at));
}

} // namespace assay::validation
