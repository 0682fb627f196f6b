// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/axisrange.h"

#include <cmath>
#include <initializer_list>

namespace assay::ui {

double roundAxisMaximum(double largest, int ticks)
{
    if (!(largest > 0))
        return ticks - 1;
    const double step = largest / (ticks - 1);
    const double power = std::pow(10.0, std::floor(std::log10(step)));
    for (const double factor : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0}) {
        if (step <= factor * power * (1 + 1e-9))
            return factor * power * (ticks - 1);
    }
    return 10 * power * (ticks - 1);
}

int axisDecimals(double maximum, int ticks)
{
    constexpr int most = 9; // a nano-dollar
    double step = maximum / (ticks - 1);
    int decimals = 0;
    while (decimals < most && std::abs(step - std::round(step)) > 1e-6) {
        step *= 10;
        ++decimals;
    }
    return decimals;
}

double AxisRange::update(double largest, int ticks)
{
    const double wanted = roundAxisMaximum(largest, ticks);
    if (wanted > m_maximum || wanted < m_maximum / 2)
        m_maximum = wanted;
    return m_maximum;
}

} // namespace assay::ui
