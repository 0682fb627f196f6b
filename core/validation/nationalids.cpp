// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/idchecksums.h"
#include "validation/recogniser.h"

#include <array>

#include <QRegularExpression>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

struct IdShape {
    QLatin1String id;
    QRegularExpression pattern;
    bool (*check)(const QString &number);
    double score;
    /// Words of which one must stand before: the checksum alone lets one in eleven numbers pass. Empty for
    /// none.
    std::initializer_list<QLatin1String> context;
};

QRegularExpression alone(const QString &pattern)
{
    return QRegularExpression(u"(?<![\\w.-])(?:"_s + pattern + u")(?![\\w]|[.,-]\\d)");
}

const std::array<IdShape, 11> &idShapes()
{
    static constexpr std::initializer_list<QLatin1String> ssn{"ssn"_L1, "social security"_L1,
                                                              "social security number"_L1};
    static constexpr std::initializer_list<QLatin1String> nhs{"nhs"_L1};
    static constexpr std::initializer_list<QLatin1String> bsn{"bsn"_L1, "burgerservicenummer"_L1,
                                                              "sofinummer"_L1};
    static const std::array<IdShape, 11> shapes{
        IdShape{"us-ssn"_L1, alone(u"[0-9]{3}-[0-9]{2}-[0-9]{4}"_s), isUsSsn, 0.8, {}},
        IdShape{"us-ssn"_L1, alone(u"[0-9]{9}|[0-9]{3} [0-9]{2} [0-9]{4}"_s), isUsSsn, 0.8, ssn},
        IdShape{"uk-nino"_L1,
                alone(u"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[0-9]{6}| [0-9]{2} [0-9]{2} [0-9]{2} )[A-D]"_s),
                isUkNino,
                0.9,
                {}},
        IdShape{"uk-nhs"_L1, alone(u"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}"_s), isUkNhs, 0.9, nhs},
        IdShape{"de-steuer-id"_L1,
                alone(u"[1-9][0-9]{10}|[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}"_s),
                isDeSteuerId,
                0.8,
                {}},
        IdShape{
            "fr-nir"_L1,
            alone(
                u"[1-478] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}"_s),
            isFrNir,
            0.9,
            {}},
        IdShape{"es-dni"_L1, alone(u"[0-9]{8}[ -]?[A-HJ-NP-TV-Z]"_s), isEsDni, 0.8, {}},
        IdShape{"es-nie"_L1, alone(u"[XYZ][ -]?[0-9]{7}[ -]?[A-HJ-NP-TV-Z]"_s), isEsDni, 0.9, {}},
        IdShape{
            "it-codice-fiscale"_L1,
            alone(
                u"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]"_s),
            isItCodiceFiscale,
            0.95,
            {}},
        IdShape{"nl-bsn"_L1, alone(u"[0-9]{9}|[0-9]{4}\\.[0-9]{2}\\.[0-9]{3}"_s), isNlBsn, 0.9, bsn},
        IdShape{"pl-pesel"_L1, alone(u"[0-9]{11}"_s), isPlPesel, 0.8, {}},
    };
    return shapes;
}

QString compact(const QString &text)
{
    QString number;
    for (const QChar c : text) {
        if (c.isLetterOrNumber())
            number += c.toUpper();
    }
    return number;
}

} // namespace

void findNationalIds(const QString &text, Matches &matches)
{
    for (const IdShape &shape : idShapes()) {
        auto found = shape.pattern.globalMatch(text);
        while (found.hasNext()) {
            const auto match = found.next();
            const bool hasWord =
                shape.context.size() == 0 || hasContext(text, match.capturedStart(), shape.context);
            if (hasWord && shape.check(compact(match.captured())))
                matches.push_back({shape.id, SafetyKind::NationalId, match.capturedStart(),
                                   match.capturedLength(), shape.score});
        }
    }
}

} // namespace assay::validation
