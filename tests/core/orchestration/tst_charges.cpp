// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/charges.h"

#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;

/// What an attempt is billed as.
class ChargesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTermsThatWereGivenAreBilled()
    {
        catalog::CatalogModel model;
        model.rates.input = model.rates.output = Money::fromDecimal(u"2"_s);
        model.flex.emplace();
        model.flex->rates.input = model.flex->rates.output = Money::fromDecimal(u"1"_s);
        Candidate candidate;
        candidate.price = &model;
        candidate.request.parameters.serviceTier = catalog::ServiceTier::Flex; // asked for
        AttemptOutcome outcome;
        outcome.completion.usage = catalog::Usage{1'000'000, 0, 0, 0, 0};

        const auto cost = [&](std::optional<catalog::ServiceTier> given) {
            outcome.completion.serviceTier = given;
            const auto charge = chargeOf(outcome, candidate, false);
            return charge && charge->cost ? *charge->cost : catalog::CostSplit();
        };
        QCOMPARE(cost(catalog::ServiceTier::Flex).total.toDecimal(), u"1"_s);
        QCOMPARE(cost(catalog::ServiceTier::Flex).serviceTier, catalog::ServiceTier::Flex);
        QCOMPARE(cost(catalog::ServiceTier::Standard).total.toDecimal(), u"2"_s); // there was no room
        QCOMPARE(cost(std::nullopt).total.toDecimal(), u"2"_s);
        // No price of its own: the standard one, which the split says.
        QCOMPARE(cost(catalog::ServiceTier::Priority).serviceTier, catalog::ServiceTier::Standard);
    }
};

QTEST_GUILESS_MAIN(ChargesTest)
#include "tst_charges.moc"
