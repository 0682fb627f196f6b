// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/degradedmode.h"

#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;

namespace {

ProviderHealth health(const QString &provider, HealthState state)
{
    ProviderHealth made;
    made.provider = provider;
    made.state = state;
    made.error = state == HealthState::Down ? u"There is no way to it."_s : QString();
    return made;
}

Route route(const QString &name, const QStringList &providers)
{
    Route made;
    made.name = name;
    for (const QString &provider : providers)
        made.candidates.append({{provider, u"m"_s}, 1});
    return made;
}

} // namespace

class DegradedModeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsDegradedWhileAllAreUp()
    {
        QVERIFY(degradedMode({health(u"a"_s, HealthState::Up), health(u"b"_s, HealthState::Unknown)},
                             {route(u"r"_s, {u"a"_s, u"b"_s})})
                    .isEmpty());
    }

    void aRouteGoesOnWithItsFirstModelThatIsNotDown()
    {
        const auto degraded =
            degradedMode({health(u"a"_s, HealthState::Down), health(u"b"_s, HealthState::Down),
                          health(u"c"_s, HealthState::Up)},
                         {route(u"deep"_s, {u"a"_s, u"b"_s, u"c"_s}), route(u"short"_s, {u"b"_s, u"a"_s}),
                          route(u"other"_s, {u"c"_s}), route(u"new"_s, {u"unheard"_s, u"a"_s})});
        QCOMPARE(degraded.size(), 2);
        QCOMPARE(degraded.first().provider, u"a"_s);
        QCOMPARE(degraded.first().reason, u"There is no way to it."_s);
        const QList<DegradedProvider::StandIn> wanted{
            {u"deep"_s, catalog::ModelRef{u"c"_s, u"m"_s}},
            {u"short"_s, std::nullopt},
            {u"new"_s, catalog::ModelRef{u"unheard"_s, u"m"_s}}};
        QCOMPARE(degraded.first().routes, wanted);
        QCOMPARE(degraded.last().routes.size(), 2);
    }
};

QTEST_GUILESS_MAIN(DegradedModeTest)
#include "tst_degradedmode.moc"
