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
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (step <= factor * power * (1 + 1e-9))
            return factor * power * (ticks - 1);
    }
    return 10 * power * (ticks - 1);
}

double AxisRange::update(double largest, int ticks)
{
    const double wanted = roundAxisMaximum(largest, ticks);
    if (wanted > m_maximum || wanted < m_maximum / 2)
        m_maximum = wanted;
    return m_maximum;
}

} // namespace assay::ui
