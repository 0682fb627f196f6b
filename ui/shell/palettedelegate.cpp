// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettedelegate.h"

#include "ui/shell/palettemodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace assay::ui {

namespace {

/// `text` at the left of `rect`, with the characters at `positions` in bold. Returns its width.
qreal drawName(QPainter &painter, const QRect &rect, const QString &text, const QList<int> &positions,
               const QColor &color, const QFont &font)
{
    QTextLayout layout(text, font);
    QList<QTextLayout::FormatRange> formats;
    for (const int position : positions) {
        QTextLayout::FormatRange range{position, 1, {}};
        range.format.setFontWeight(QFont::Bold);
        formats.append(range);
    }
    layout.setFormats(formats);
    layout.beginLayout();
    const QTextLine line = layout.createLine();
    layout.endLayout();
    painter.setPen(color);
    layout.draw(&painter, QPointF(rect.x(), rect.y() + (rect.height() - line.height()) / 2));
    return line.naturalTextWidth();
}

void drawKeys(QPainter &painter, QRect &rest, const QString &keys, const ThemeTokens &tokens)
{
    painter.setFont(metrics::smallFont());
    const int width = painter.fontMetrics().horizontalAdvance(keys) + 2 * metrics::tight() + 4;
    const int height = painter.fontMetrics().height() + 4;
    const QRectF box(rest.right() - width, rest.center().y() - height / 2.0 + 0.5, width, height);
    painter.setPen(QPen(tokens.separator, 1));
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(tokens.muted);
    painter.drawText(box, Qt::AlignCenter, keys);
    rest.setRight(int(box.left()) - metrics::normal());
}

} // namespace

PaletteDelegate::PaletteDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const ThemeTokens &tokens = m_theme.tokens();
    const bool isEnabled = index.data(PaletteModel::EnabledRole).toBool();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QColor text = isSelected ? tokens.selectionText : tokens.text;
    const QColor ground = isSelected ? tokens.selection : tokens.ground;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QStyleOptionViewItem panel = option;
    panel.viewItemPosition = QStyleOptionViewItem::OnlyOne;
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &panel, painter, option.widget);

    QRect rest = option.rect.adjusted(metrics::wide(), 0, -metrics::wide(), 0);
    const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>();
    const QRect iconRect(rest.left(), rest.center().y() - metrics::icon() / 2, metrics::icon(),
                         metrics::icon());
    icon.paint(painter, iconRect, Qt::AlignCenter, isEnabled ? QIcon::Normal : QIcon::Disabled);
    rest.setLeft(iconRect.right() + metrics::normal() + 2);

    if (const QString keys = index.data(PaletteModel::ShortcutRole).toString(); !keys.isEmpty())
        drawKeys(*painter, rest, keys, tokens);
    const QColor quiet = mixed(ground, text, 0.68);
    const qreal width = drawName(*painter, rest, index.data(Qt::DisplayRole).toString(),
                                 index.data(PaletteModel::PositionsRole).value<QList<int>>(),
                                 isEnabled ? text : quiet, option.font);
    rest.setLeft(rest.left() + int(width) + metrics::wide());
    const QString reason = index.data(PaletteModel::ReasonRole).toString();
    const QString note = reason.isEmpty() ? index.data(PaletteModel::SectionRole).toString() : reason;
    painter->setFont(metrics::smallFont());
    painter->setPen(quiet);
    painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(note, Qt::ElideRight, rest.width()));
    painter->restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {metrics::headerHeight(), metrics::rowHeight() + 2};
}

} // namespace assay::ui
