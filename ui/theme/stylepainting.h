// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/roles.h"
#include "ui/theme/theme.h"

#include <QStyleOption>

class QPainter;

/// How AssayStyle draws each kind of control: pure functions of option, tokens and painter.
namespace assay::ui::paint {

/// A rounded shape; a transparent pen or fill leaves that part out. `width` is the pen's.
void roundedShape(QPainter &painter, const QRectF &rect, const QColor &fill, const QColor &pen,
                  qreal width = 1, qreal radius = 6);
void focusRing(QPainter &painter, const QRect &rect, const ThemeTokens &tokens);
/// An open arrow that points where `type` says.
void chevron(QPainter &painter, const QRect &rect, Qt::ArrowType type, const QColor &color);
/// Shown for keyboards only, as browsers do: a click needs no ring on a button.
[[nodiscard]] bool showsFocus(const QStyleOption &option);
/// The ground behind a translucent control.
[[nodiscard]] QColor hoverFill(const ThemeTokens &tokens, const QColor &ground, bool isPressed);

// Buttons
void pushButton(QPainter &painter, const QStyleOptionButton &option, ControlRole role,
                const ThemeTokens &tokens);
[[nodiscard]] QColor pushButtonText(const QStyleOptionButton &option, ControlRole role,
                                    const ThemeTokens &tokens);
void toolButton(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens);
void checkBox(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens);
void radioButton(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens);

// Fields
void field(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens);
void comboBox(QPainter &painter, const QStyleOptionComboBox &option, const QRect &arrow,
              const ThemeTokens &tokens);
void spinBox(QPainter &painter, const QStyleOptionSpinBox &option, const QRect &up, const QRect &down,
             const ThemeTokens &tokens);

// Areas and views
void panelFrame(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens);
enum class ItemShape {
    Row,
    Cell
}; ///< a cell of a table has square ends, so a selected row reads as one band
void itemGround(QPainter &painter, const QStyleOptionViewItem &option, ItemShape kind,
                const ThemeTokens &tokens);
void headerSection(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens);
void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &handle, const QColor &ground,
               const ThemeTokens &tokens);
void tab(QPainter &painter, const QStyleOptionTab &option, const ThemeTokens &tokens);
void splitter(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens);
void progress(QPainter &painter, const QStyleOptionProgressBar &option, const ThemeTokens &tokens);

} // namespace assay::ui::paint
