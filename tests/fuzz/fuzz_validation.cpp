// SPDX-License-Identifier: GPL-3.0-or-later
// What repairs make is JSON and needs no repair; findings lie within the text; however an answer is cut into
// pieces, the masked stream is the masked whole. The first byte of the input says how to cut.
#include "validation/safetystream.h"
#include "validation/validator.h"

#include <cstdint>
#include <cstdlib>

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace assay::validation;

namespace {

const QByteArray key = "0123456789abcdef0123456789abcdef";

void require(bool isSo)
{
    if (!isSo)
        std::abort();
}

void repair(const QString &text)
{
    OutputContract contract;
    contract.format = Format::Json;
    contract.formatters = {Formatter::JsonPretty};
    if (const auto json = repaired(contract, text)) {
        require(validate(contract, *json).ok);
        require(!repaired(contract, *json));
        require(validate(contract, formatted(contract, *json)).ok);
    }
    contract.formatters = {Formatter::MarkdownToPlain, Formatter::Trim};
    (void)formatted(contract, text);
    for (const Format format : {Format::Email, Format::Phone, Format::Url, Format::Date}) {
        contract.format = format;
        if (const auto value = repaired(contract, text))
            require(validate(contract, *value).ok);
    }
}

SafetyPolicy maskingAll()
{
    using enum SafetyKind;
    SafetyPolicy policy;
    policy.enabled = true;
    for (const SafetyKind kind :
         {PaymentCard, Iban, Email, Phone, IpAddress, NationalId, Secret, BlockedText})
        policy.rules.append(
            {kindName(kind), kind, AppliesTo::Both, kind == Iban ? Action::Hash : Action::Mask, {}});
    policy.rules.append({u"injection"_s, Injection, AppliesTo::Both, Action::Flag, {}});
    policy.blockList = {
        {u"project Falcon Nine"_s, false}, {u"C++"_s, false}, {u"TOP-\\d{2,4} of \\w{1,9}"_s, true}};
    return policy;
}

void inspectIt(const QString &text, qsizetype pieceLength)
{
    static const SafetyPolicy policy = maskingAll();
    static const QRegularExpression longRow(u"[0-9A-Z +./()\\-\\x{a0}\\x{2010}-\\x{2014}]{97}"_s);
    const SafetyResult whole = inspect(policy, Direction::Output, {&text, 1}, key);
    for (const Finding &finding : whole.findings)
        require(finding.offset >= 0 && finding.length >= 0 && finding.offset + finding.length <= text.size());
    SafetyStream stream(policy, Direction::Output, key);
    QString shown;
    for (qsizetype at = 0; at < text.size(); at += pieceLength)
        shown += stream.feed(text.mid(at, pieceLength));
    shown += stream.end();
    require(longRow.match(text).hasMatch() || shown == whole.texts.front());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    if (size < 2)
        return 0;
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(bytes + 1), qsizetype(size - 1));
    repair(text);
    inspectIt(text, 1 + bytes[0] % 32);
    return 0;
}
