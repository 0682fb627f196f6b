// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace assay::ui {

/// The upper end of an axis from 0 in `ticks` - 1 equal steps of 1, 1.5, 2, 2.5, 3, 4 or 5 times a power of
/// ten.
[[nodiscard]] double roundAxisMaximum(double largest, int ticks);

/// How many decimals the labels need so that none of the equal steps up to `maximum` is rounded.
[[nodiscard]] int axisDecimals(double maximum, int ticks);

/// An axis that grows at once but shrinks only when the data need less than half of it, so that it does not
/// flicker.
class AxisRange final {
public:
    [[nodiscard]] double update(double largest, int ticks);

private:
    double m_maximum = 0;
};

} // namespace assay::ui
