// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/assaystyle.h"

#include "ui/theme/metrics.h"
#include "ui/theme/roles.h"
#include "ui/theme/stylegeometry.h"
#include "ui/theme/stylepainting.h"
#include "ui/theme/tokens.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QStyleFactory>
#include <QTabBar>
#include <QTableView>

#include <optional>
#include <utility>

namespace assay::ui {

namespace {

/// The ground a scroll bar lies on: that of the area it scrolls.
QColor scrollGround(const QStyleOption &option, const QWidget *widget)
{
    const QWidget *container = widget ? widget->parentWidget() : nullptr;
    const auto *area =
        qobject_cast<const QAbstractScrollArea *>(container ? container->parentWidget() : nullptr);
    const QPalette::ColorRole role = area && area->viewport()->autoFillBackground()
        ? area->viewport()->backgroundRole()
        : QPalette::Window;
    return option.palette.color(role);
}

std::optional<Qt::ArrowType> arrowOf(QStyle::PrimitiveElement element)
{
    switch (element) {
    case QStyle::PE_IndicatorArrowDown:
        return Qt::DownArrow;
    case QStyle::PE_IndicatorArrowUp:
        return Qt::UpArrow;
    case QStyle::PE_IndicatorArrowLeft:
        return Qt::LeftArrow;
    case QStyle::PE_IndicatorArrowRight:
        return Qt::RightArrow;
    default:
        return std::nullopt;
    }
}

} // namespace

AssayStyle::AssayStyle(ThemeTokens tokens)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    , m_tokens(std::move(tokens))
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool AssayStyle::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
        if (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Alt)
            showMnemonics(true);
        break;
    case QEvent::KeyRelease:
        if (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Alt && !QApplication::activePopupWidget())
            showMnemonics(false);
        break;
    case QEvent::MouseButtonPress:
    case QEvent::ApplicationDeactivate:
        showMnemonics(false);
        break;
    default:
        break;
    }
    return QProxyStyle::eventFilter(watched, event);
}

void AssayStyle::showMnemonics(bool areShown)
{
    if (std::exchange(m_showsMnemonics, areShown) == areShown)
        return;
    for (QWidget *window : QApplication::topLevelWidgets()) {
        if (!window->isVisible())
            continue;
        window->update();
        for (QWidget *child : window->findChildren<QWidget *>())
            child->update();
    }
}

void AssayStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QTabBar *>(widget) || qobject_cast<QLineEdit *>(widget)
        || qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractItemView *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto *header = qobject_cast<QHeaderView *>(widget); header && header->orientation() == Qt::Horizontal)
        header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void AssayStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    if (const std::optional<Qt::ArrowType> arrow = arrowOf(element))
        return paint::chevron(*painter, option->rect, *arrow, m_tokens.muted);
    if (drawFrame(element, *option, *painter, widget))
        return;
    switch (element) {
    case PE_PanelButtonCommand:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return paint::pushButton(*painter, *button, roleOf(widget), m_tokens);
        break;
    case PE_PanelButtonTool:
        return paint::toolButton(*painter, *option, m_tokens);
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            paint::field(*painter, *option, m_tokens);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return paint::checkBox(*painter, *option, m_tokens);
    case PE_IndicatorRadioButton:
        return paint::radioButton(*painter, *option, m_tokens);
    case PE_IndicatorBranch:
        if (option->state.testFlag(State_Children))
            paint::chevron(*painter, option->rect,
                           option->state.testFlag(State_Open) ? Qt::DownArrow : Qt::RightArrow,
                           m_tokens.muted);
        return;
    case PE_PanelItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            const bool isTable = qobject_cast<const QTableView *>(widget);
            return paint::itemGround(*painter, *item,
                                     isTable ? paint::ItemShape::Cell : paint::ItemShape::Row, m_tokens);
        }
        break;
    case PE_PanelItemViewRow:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
            item && item->features.testFlag(QStyleOptionViewItem::Alternate))
            painter->fillRect(option->rect, option->palette.color(QPalette::AlternateBase));
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

/// Frames, grounds and focus rings. False when `element` is none of them.
bool AssayStyle::drawFrame(PrimitiveElement element, const QStyleOption &option, QPainter &painter,
                           const QWidget *widget) const
{
    const QRect rect = option.rect;
    switch (element) {
    case PE_FrameDefaultButton:
    case PE_FrameButtonBevel:
    case PE_FrameStatusBarItem:
    case PE_FrameLineEdit:
    case PE_FrameTabWidget:
        return true; // drawn with the panel, or not wanted
    case PE_Frame:
        paint::panelFrame(painter, option, m_tokens);
        return true;
    case PE_FrameGroupBox:
        paint::roundedShape(painter, rect, Qt::transparent, m_tokens.separator);
        return true;
    case PE_FrameMenu:
        paint::roundedShape(painter, rect, Qt::transparent, m_tokens.separator, 1, 0);
        return true;
    case PE_PanelMenu:
        painter.fillRect(rect, m_tokens.ground);
        return true;
    case PE_FrameTabBarBase:
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), m_tokens.separator);
        return true;
    case PE_FrameFocusRect:
        if (!paint::showsFocus(option))
            return true;
        if (qobject_cast<const QAbstractItemView *>(widget))
            paint::roundedShape(painter, rect.adjusted(2, 1, -2, -1), Qt::transparent, m_tokens.accent, 1.2,
                                5);
        else if (!qobject_cast<const QTabBar *>(widget)) // a tab draws its own
            paint::focusRing(painter, rect, m_tokens);
        return true;
    default:
        return false;
    }
}

void AssayStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return drawPushButtonLabel(*button, painter, widget);
        break;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return drawMenuItem(*item, painter, widget);
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, m_tokens.surface);
        return;
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return drawMenuBarItem(*item, painter);
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        return paint::headerSection(*painter, *option, m_tokens);
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            return drawHeaderLabel(*header, painter, widget);
        break;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            return paint::tab(*painter, *tab, m_tokens);
        break;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            return drawTabLabel(*tab, painter, widget);
        break;
    case CE_Splitter:
        return paint::splitter(*painter, *option, m_tokens);
    case CE_ProgressBarGroove:
        return;
    case CE_ProgressBarContents:
        // A busy bar (no range) stays Fusion's: only it can run the animation.
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
            bar && bar->maximum > bar->minimum)
            return paint::progress(*painter, *bar, m_tokens);
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void AssayStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                    QPainter *painter, const QWidget *widget) const
{
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        control == CC_ComboBox && combo)
        return paint::comboBox(*painter, *combo,
                               proxy()->subControlRect(control, option, SC_ComboBoxArrow, widget), m_tokens);
    if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        control == CC_SpinBox && spin)
        return paint::spinBox(*painter, *spin, proxy()->subControlRect(control, option, SC_SpinBoxUp, widget),
                              proxy()->subControlRect(control, option, SC_SpinBoxDown, widget), m_tokens);
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        control == CC_ScrollBar && bar)
        return paint::scrollBar(*painter, *bar,
                                proxy()->subControlRect(control, option, SC_ScrollBarSlider, widget),
                                scrollGround(*option, widget), m_tokens);
    if (const auto *tool = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        control == CC_ToolButton && tool && tool->toolButtonStyle == Qt::ToolButtonIconOnly) {
        QStyleOptionToolButton bare = *tool; // an icon that opens a menu needs no arrow across it
        bare.features &= ~QStyleOptionToolButton::HasMenu;
        return QProxyStyle::drawComplexControl(control, &bare, painter, widget);
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect AssayStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                 const QWidget *widget) const
{
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        control == CC_ScrollBar && bar)
        return visualRect(option->direction, option->rect, geometry::scrollBarPart(*bar, part));
    if (control == CC_ComboBox && (part == SC_ComboBoxArrow || part == SC_ComboBoxEditField))
        return visualRect(option->direction, option->rect, geometry::comboBoxPart(*option, part));
    if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        control == CC_SpinBox && spin)
        return visualRect(option->direction, option->rect, geometry::spinBoxPart(*spin, part));
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect AssayStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_ItemViewItemFocusRect)
        return option->rect; // the ring goes round the row, not its text
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents) {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        return frame && frame->lineWidth > 0 ? rect.adjusted(6, 0, -6, 0) : rect;
    }
    return rect;
}

} // namespace assay::ui
