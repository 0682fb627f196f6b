// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/formatchecks.h"
#include "validation/validationtr.h"

#include <array>

#include <cld2/internal/lang_script.h>
#include <cld2/public/compact_lang_det.h>

#include <QRegularExpression>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

/// Languages that share nearly all their words in writing: telling them apart would refuse right answers.
constexpr std::array twins{
    std::array{"bs"_L1, "hr"_L1, "sr"_L1},
    std::array{"id"_L1, "ms"_L1, "jv"_L1},
    std::array{"no"_L1, "nn"_L1, "da"_L1},
};

/// CLD2's code from BCP 47: it keeps some retired codes and knows Chinese by script only.
QString detectorCode(const QString &language)
{
    const QStringList subtags = language.toLower().split(u'-');
    const QString &primary = subtags.first();
    if (primary == "he"_L1)
        return u"iw"_s;
    if (primary == "nb"_L1)
        return u"no"_s;
    if (primary == "fil"_L1)
        return u"tl"_s;
    if (primary == "zh"_L1) {
        const bool isTraditional =
            subtags.contains("hant"_L1) || subtags.contains("tw"_L1) || subtags.contains("hk"_L1);
        return isTraditional ? u"zh-Hant"_s : u"zh"_s;
    }
    return primary;
}

bool areTwins(const QString &a, const QString &b)
{
    return std::any_of(twins.begin(), twins.end(), [&](const auto &family) {
        return std::find(family.begin(), family.end(), a) != family.end()
            && std::find(family.begin(), family.end(), b) != family.end();
    });
}

} // namespace

QString problemWithLanguage(const QString &text, const QString &language)
{
    const QByteArray utf8 = text.toUtf8();
    std::array<CLD2::Language, 3> found{};
    std::array<int, 3> percent{};
    std::array<double, 3> score{};
    int bytes = 0;
    int valid = 0;
    bool isReliable = false;
    CLD2::ExtDetectLanguageSummaryCheckUTF8(utf8.constData(), int(utf8.size()), true, nullptr, 0,
                                            found.data(), percent.data(), score.data(), nullptr, &bytes,
                                            &isReliable, &valid);
    const QString wanted = detectorCode(language);
    const QString main = QString::fromLatin1(CLD2::LanguageCode(found[0]));
    // "zh" without a script takes either.
    const bool isWanted = main == wanted || areTwins(main, wanted)
        || (language.compare("zh"_L1, Qt::CaseInsensitive) == 0 && main.startsWith("zh"_L1));
    if (!isReliable || isWanted || found[0] == CLD2::UNKNOWN_LANGUAGE)
        return {};
    return Tr::tr("The answer is in %1 instead of %2.").arg(main, language);
}

bool isKnownLanguage(const QString &language)
{
    static const QRegularExpression shape(u"\\A[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\\z"_s);
    return shape.match(language).hasMatch()
        && CLD2::GetLanguageFromName(detectorCode(language).toLatin1().constData()) != CLD2::UNKNOWN_LANGUAGE;
}

} // namespace assay::validation
