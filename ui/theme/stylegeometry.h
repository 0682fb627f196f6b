// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyle>
#include <QStyleOption>

/// Where AssayStyle puts the parts of a complex control, left to right.
namespace assay::ui::geometry {

[[nodiscard]] QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part);
[[nodiscard]] QRect comboBoxPart(const QStyleOptionComplex &option, QStyle::SubControl part);
[[nodiscard]] QRect spinBoxPart(const QStyleOptionSpinBox &option, QStyle::SubControl part);

} // namespace assay::ui::geometry
