// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of AssayStyle that draw text, and its sizes and hints.
#include "ui/theme/assaystyle.h"

#include "ui/theme/metrics.h"
#include "ui/theme/roles.h"
#include "ui/theme/stylepainting.h"
#include "ui/theme/tokens.h"

#include <QPainter>
#include <QTabBar>

namespace assay::ui {

namespace {

QIcon tinted(const QIcon &icon, const QSize &size, qreal pixelRatio, const QColor &color)
{
    QPixmap pixmap = icon.pixmap(size, pixelRatio);
    QPainter painter(&pixmap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), color);
    painter.end();
    return pixmap;
}

} // namespace

void AssayStyle::drawPushButtonLabel(const QStyleOptionButton &option, QPainter *painter,
                                     const QWidget *widget) const
{
    QStyleOptionButton label = option;
    const QColor color = paint::pushButtonText(option, roleOf(widget), m_tokens);
    label.palette.setColor(QPalette::ButtonText, color);
    if (!label.icon.isNull() && option.state.testFlag(State_Enabled))
        label.icon = tinted(label.icon, label.iconSize, painter->device()->devicePixelRatioF(), color);
    QProxyStyle::drawControl(CE_PushButtonLabel, &label, painter, widget);
}

void AssayStyle::drawMenuBarItem(const QStyleOptionMenuItem &option, QPainter *painter) const
{
    painter->fillRect(option.rect, m_tokens.surface);
    if (option.state.testFlag(State_Selected))
        paint::roundedShape(*painter, option.rect.adjusted(1, 2, -1, -2),
                            paint::hoverFill(m_tokens, m_tokens.surface, option.state.testFlag(State_Sunken)),
                            Qt::transparent, 1, 5);
    const int mnemonic = m_showsMnemonics ? Qt::TextShowMnemonic : Qt::TextHideMnemonic;
    drawItemText(painter, option.rect, Qt::AlignCenter | Qt::TextSingleLine | mnemonic, option.palette,
                 option.state.testFlag(State_Enabled), option.text, QPalette::WindowText);
}

void AssayStyle::drawMenuItem(const QStyleOptionMenuItem &option, QPainter *painter,
                              const QWidget *widget) const
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator && option.text.isEmpty()) {
        painter->fillRect(
            QRect(option.rect.left() + 8, option.rect.center().y(), option.rect.width() - 16, 1),
            m_tokens.separator);
        return;
    }
    QStyleOptionMenuItem item = option;
    if (option.state.testFlag(State_Selected) && option.state.testFlag(State_Enabled))
        paint::roundedShape(*painter, option.rect.adjusted(4, 1, -4, -1), m_tokens.selection, Qt::transparent,
                            1, 5);
    item.state.setFlag(State_Selected, false);
    if (option.state.testFlag(State_Selected))
        item.palette.setColor(QPalette::Text, m_tokens.selectionText);
    QProxyStyle::drawControl(CE_MenuItem, &item, painter, widget);
}

void AssayStyle::drawHeaderLabel(const QStyleOptionHeader &option, QPainter *painter,
                                 const QWidget *widget) const
{
    QStyleOptionHeader header = option;
    header.palette.setColor(QPalette::ButtonText, m_tokens.muted);
    header.state.setFlag(State_On, false); // Fusion makes the selected column's heading bold, which shifts it
    QProxyStyle::drawControl(CE_HeaderLabel, &header, painter, widget);
}

void AssayStyle::drawTabLabel(const QStyleOptionTab &option, QPainter *painter, const QWidget *widget) const
{
    QStyleOptionTab tab = option;
    if (!option.state.testFlag(State_Selected))
        tab.palette.setColor(QPalette::WindowText, m_tokens.muted);
    QProxyStyle::drawControl(CE_TabBarTabLabel, &tab, painter, widget);
}

QSize AssayStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                                   const QWidget *widget) const
{
    const int height = metrics::controlHeight();
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton: {
        const bool isLink = roleOf(widget) == ControlRole::Link;
        const int padding = isLink ? metrics::normal() : metrics::wide() + 2;
        return {contents.width() + 2 * padding, std::max(contents.height() + 6, height)};
    }
    case CT_ToolButton:
        return {std::max(size.width(), metrics::controlHeight() - 2), std::max(size.height(), height - 2)};
    case CT_ComboBox:
        return {contents.width() + 40, std::max(contents.height() + 6, height)};
    case CT_LineEdit:
        return {size.width() + metrics::wide(), std::max(contents.height() + 8, height)};
    case CT_SpinBox:
        return {contents.width() + 36, std::max(option->fontMetrics.height() + 12, height)};
    case CT_ItemViewItem:
        return {size.width() + metrics::normal(), std::max(size.height() + 4, metrics::rowHeight() - 4)};
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
            item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {size.width(), 9};
        return {size.width() + metrics::wide(), std::max(size.height(), metrics::controlHeight() - 2)};
    case CT_MenuBarItem:
        return {size.width() + 4, std::max(size.height(), metrics::controlHeight() - 2)};
    case CT_TabBarTab:
        return {size.width() + metrics::normal(), std::max(size.height(), metrics::controlHeight() + 4)};
    case CT_HeaderSection:
        return {size.width() + metrics::tight(), std::max(size.height(), metrics::controlHeight() - 2)};
    default:
        return size;
    }
}

int AssayStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 12;
    case PM_SplitterWidth:
        return 1; // QSplitter widens the grip of a thin handle by itself
    case PM_DefaultFrameWidth:
        return 2;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_ListViewIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
    case PM_LineEditIconSize:
        return metrics::icon();
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return metrics::icon();
    case PM_HeaderMargin:
        return metrics::tight() + 1; // in line with the text of the cells below
    case PM_MenuVMargin:
    case PM_MenuHMargin:
        return 3;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_FocusFrameHMargin:
        return metrics::tight(); // the space before an item's text
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int AssayStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_UnderlineShortcut:
        return m_showsMnemonics;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup:
    case SH_ItemView_ShowDecorationSelected: // else the view fills the indentation with a square
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace assay::ui
