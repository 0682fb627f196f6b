// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace assay::ui {

/// What a control is for, beyond its class. Set on the widget, read by AssayStyle.
enum class ControlRole { Usual, Primary, Danger, Link };

inline constexpr char controlRoleProperty[] = "assayControlRole";

inline void setRole(QWidget *widget, ControlRole role)
{
    widget->setProperty(controlRoleProperty, int(role));
    widget->update();
}

[[nodiscard]] inline ControlRole roleOf(const QWidget *widget)
{
    return widget ? ControlRole(widget->property(controlRoleProperty).toInt()) : ControlRole::Usual;
}

} // namespace assay::ui
