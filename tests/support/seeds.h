// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>
#include <QTest>

namespace assay::test {

/// The rows of a property test, column `seed`: the seeds 1 to `fixed`, the same every time, and `random` new
/// ones. The row's name says the seed; ASSAY_TEST_SEED in the environment asks for that one alone.
inline void addSeeds(unsigned fixed, unsigned random = 3)
{
    QTest::addColumn<unsigned>("seed");
    bool isAsked = false;
    if (const unsigned asked = qEnvironmentVariable("ASSAY_TEST_SEED").toUInt(&isAsked); isAsked) {
        QTest::addRow("seed %u", asked) << asked;
        return;
    }
    for (unsigned seed = 1; seed <= fixed; ++seed)
        QTest::addRow("seed %u", seed) << seed;
    for (unsigned i = 0; i < random; ++i) {
        const unsigned seed = QRandomGenerator::global()->generate();
        QTest::addRow("seed %u", seed) << seed;
    }
}

} // namespace assay::test
