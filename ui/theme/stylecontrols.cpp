// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/metrics.h"
#include "ui/theme/stylepainting.h"
#include "ui/theme/tokens.h"

#include <QPainter>

namespace assay::ui::paint {

namespace {

struct Face {
    QColor fill;
    QColor pen;
};

bool isOn(const QStyleOption &option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

Face filledFace(const QStyleOption &option, const ThemeTokens &tokens)
{
    if (!isOn(option, QStyle::State_Enabled))
        return {mixed(tokens.surface, tokens.text, 0.1), Qt::transparent};
    if (isOn(option, QStyle::State_Sunken))
        return {mixed(tokens.accent, tokens.text, 0.2), Qt::transparent};
    if (isOn(option, QStyle::State_MouseOver))
        return {mixed(tokens.accent, tokens.text, 0.1), Qt::transparent};
    return {tokens.accent, Qt::transparent};
}

Face outlinedFace(const QStyleOption &option, const ThemeTokens &tokens)
{
    if (!isOn(option, QStyle::State_Enabled))
        return {Qt::transparent, tokens.separator};
    const QColor ground = option.palette.color(QPalette::Button);
    if (isOn(option, QStyle::State_On))
        return {mixed(ground, tokens.accent, 0.16), tokens.accent};
    if (isOn(option, QStyle::State_Sunken))
        return {hoverFill(tokens, ground, true), tokens.border};
    if (isOn(option, QStyle::State_MouseOver))
        return {hoverFill(tokens, ground, false), tokens.border};
    return {ground, mixed(tokens.separator, tokens.border, 0.55)};
}

bool isPrimary(const QStyleOptionButton &option, ControlRole role)
{
    return role == ControlRole::Primary
        || (role == ControlRole::Usual && option.features.testFlag(QStyleOptionButton::DefaultButton));
}

/// The box or disc of a check box or radio button.
Face indicatorFace(const QStyleOption &option, bool isFilled, const ThemeTokens &tokens)
{
    const bool isEnabled = isOn(option, QStyle::State_Enabled);
    if (isFilled)
        return {isEnabled ? tokens.accent : mixed(tokens.surface, tokens.text, 0.3), Qt::transparent};
    const bool isHovered = isOn(option, QStyle::State_MouseOver);
    return {isHovered && isEnabled ? hoverFill(tokens, tokens.ground, false) : tokens.ground,
            isEnabled ? tokens.border : tokens.separator};
}

QRectF squareIn(const QRect &rect)
{
    const int side = std::min({rect.width(), rect.height(), 16});
    QRectF square(0, 0, side, side);
    square.moveCenter(QRectF(rect).center());
    return square;
}

} // namespace

void pushButton(QPainter &painter, const QStyleOptionButton &option, ControlRole role,
                const ThemeTokens &tokens)
{
    if (role == ControlRole::Link || option.features.testFlag(QStyleOptionButton::Flat)) {
        const bool isHovered = isOn(option, QStyle::State_MouseOver) && isOn(option, QStyle::State_Enabled);
        if (isHovered || isOn(option, QStyle::State_On))
            roundedShape(painter, option.rect,
                         hoverFill(tokens, tokens.surface, isOn(option, QStyle::State_Sunken)),
                         Qt::transparent);
    } else {
        const Face face = isPrimary(option, role) ? filledFace(option, tokens) : outlinedFace(option, tokens);
        roundedShape(painter, option.rect, face.fill, face.pen);
    }
    if (!showsFocus(option))
        return;
    focusRing(painter, option.rect, tokens);
    if (isPrimary(option, role)) // the ring has the colour of the button: a gap sets it off
        roundedShape(painter, option.rect.adjusted(2, 2, -2, -2), Qt::transparent, tokens.accentText, 1.5,
                     4.5);
}

QColor pushButtonText(const QStyleOptionButton &option, ControlRole role, const ThemeTokens &tokens)
{
    if (!isOn(option, QStyle::State_Enabled))
        return option.palette.color(QPalette::Disabled, QPalette::ButtonText);
    if (isPrimary(option, role))
        return tokens.accentText;
    if (role == ControlRole::Danger)
        return tokens.error;
    return role == ControlRole::Link ? tokens.link : tokens.text;
}

void toolButton(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens)
{
    const bool isQuiet = isOn(option, QStyle::State_AutoRaise);
    const bool isHovered = isOn(option, QStyle::State_MouseOver) && isOn(option, QStyle::State_Enabled);
    if (!isQuiet) {
        const Face face = outlinedFace(option, tokens);
        roundedShape(painter, option.rect, face.fill, face.pen);
    } else if (isOn(option, QStyle::State_On)) {
        roundedShape(painter, option.rect, mixed(tokens.surface, tokens.accent, isHovered ? 0.24 : 0.16),
                     Qt::transparent);
    } else if (isHovered || isOn(option, QStyle::State_Sunken)) {
        roundedShape(painter, option.rect,
                     hoverFill(tokens, tokens.surface, isOn(option, QStyle::State_Sunken)), Qt::transparent);
    }
    if (showsFocus(option))
        focusRing(painter, option.rect, tokens);
}

void checkBox(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens)
{
    const bool isChecked = isOn(option, QStyle::State_On);
    const bool isPartial = isOn(option, QStyle::State_NoChange);
    const QRectF box = squareIn(option.rect);
    const Face face = indicatorFace(option, isChecked || isPartial, tokens);
    roundedShape(painter, box, face.fill, face.pen, 1.2, 4);
    if (!isChecked && !isPartial)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(tokens.accentText, 1.9, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF c = box.center();
    if (isChecked)
        painter.drawPolyline(
            QPolygonF({c + QPointF(-3.6, 0.3), c + QPointF(-1, 2.8), c + QPointF(3.6, -2.8)}));
    else
        painter.drawLine(c - QPointF(3.4, 0), c + QPointF(3.4, 0));
    painter.restore();
}

void radioButton(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens)
{
    const bool isChecked = isOn(option, QStyle::State_On);
    const QRectF disc = squareIn(option.rect);
    const Face face = indicatorFace(option, isChecked, tokens);
    roundedShape(painter, disc, face.fill, face.pen, 1.2, disc.width() / 2);
    if (isChecked)
        roundedShape(painter, disc.adjusted(5, 5, -5, -5), tokens.accentText, Qt::transparent, 1,
                     disc.width() / 2);
}

void field(QPainter &painter, const QStyleOption &option, const ThemeTokens &tokens)
{
    const bool isEnabled = isOn(option, QStyle::State_Enabled);
    const bool hasFocus = isOn(option, QStyle::State_HasFocus) && isEnabled;
    const bool isHovered = isOn(option, QStyle::State_MouseOver) && isEnabled;
    const QColor pen = hasFocus ? tokens.accent
        : !isEnabled            ? tokens.separator
        : isHovered             ? mixed(tokens.border, tokens.text, 0.25)
                                : tokens.border;
    roundedShape(painter, option.rect, option.palette.color(QPalette::Base), pen, hasFocus ? 2 : 1);
}

void comboBox(QPainter &painter, const QStyleOptionComboBox &option, const QRect &arrow,
              const ThemeTokens &tokens)
{
    if (option.editable)
        field(painter, option, tokens);
    else if (option.frame) {
        const Face face = outlinedFace(option, tokens);
        roundedShape(painter, option.rect, face.fill, face.pen);
        if (showsFocus(option))
            focusRing(painter, option.rect, tokens);
    }
    chevron(painter, arrow, Qt::DownArrow,
            isOn(option, QStyle::State_Enabled) ? tokens.muted : mixed(tokens.surface, tokens.text, 0.38));
}

void spinBox(QPainter &painter, const QStyleOptionSpinBox &option, const QRect &up, const QRect &down,
             const ThemeTokens &tokens)
{
    if (option.frame)
        field(painter, option, tokens);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto step = [&](const QRect &rect, QAbstractSpinBox::StepEnabledFlag flag,
                          QStyle::SubControl control, Qt::ArrowType type) {
        const bool canStep = option.stepEnabled.testFlag(flag) && isOn(option, QStyle::State_Enabled);
        if (canStep && option.activeSubControls == control)
            roundedShape(painter, rect.adjusted(1, 1, -1, -1),
                         hoverFill(tokens, tokens.ground, isOn(option, QStyle::State_Sunken)),
                         Qt::transparent, 1, 3);
        chevron(painter, rect, type, canStep ? tokens.muted : mixed(tokens.ground, tokens.text, 0.3));
    };
    step(up, QAbstractSpinBox::StepUpEnabled, QStyle::SC_SpinBoxUp, Qt::UpArrow);
    step(down, QAbstractSpinBox::StepDownEnabled, QStyle::SC_SpinBoxDown, Qt::DownArrow);
}

} // namespace assay::ui::paint
