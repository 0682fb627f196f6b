// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/formatchecks.h"
#include "validation/validationtr.h"

#include <phonenumbers/phonenumberutil.h>

#include <set>

namespace assay::validation {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

QString problemWithPhone(const QString &text, const QString &region)
{
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    // "ZZ" is libphonenumber's unknown region: the number must say its country. It reads at most 250
    // characters.
    const std::string from = region.isEmpty() ? std::string("ZZ") : region.toUpper().toStdString();
    PhoneNumber number;
    if (util.Parse(text.toStdString(), from, &number) == PhoneNumberUtil::NO_PARSING_ERROR
        && util.IsValidNumber(number))
        return {};
    const QString shown = text.size() <= 40 ? text : QString(text.left(40) + u'…');
    return region.isEmpty()
        ? Tr::tr("“%1” is not a valid phone number with its country code (+…).").arg(shown)
        : Tr::tr("“%1” is not a valid phone number for %2.").arg(shown, region.toUpper());
}

bool isKnownRegion(const QString &region)
{
    std::set<std::string> regions;
    PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
    return regions.contains(region.toUpper().toStdString());
}

} // namespace assay::validation
