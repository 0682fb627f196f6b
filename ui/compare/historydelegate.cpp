// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/historydelegate.h"

#include "ui/compare/historymodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace assay::ui {

HistoryDelegate::HistoryDelegate(Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    const QStyle *style = option.widget->style();
    style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);

    const ThemeTokens &tokens = m_theme.tokens();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QRect row = option.rect.adjusted(metrics::normal() + 2, metrics::normal() - 2, -metrics::normal(),
                                           -metrics::normal());
    const QFont small = metrics::smallFont();
    const QFontMetrics lines(option.font);
    const QFontMetrics smallLines(small);
    painter->save();
    painter->setFont(option.font);
    painter->setPen(isSelected ? tokens.selectionText : tokens.text);
    const QRect top(row.left(), row.top(), row.width(), lines.height());
    painter->drawText(top, Qt::AlignLeft | Qt::AlignVCenter,
                      lines.elidedText(index.data().toString(), Qt::ElideMiddle, top.width()));

    painter->setFont(small);
    painter->setPen(isSelected ? tokens.selectionText : tokens.muted);
    QRect bottom(row.left(), top.bottom() + 2, row.width(), smallLines.height());
    const QString subtitle = index.data(HistoryModel::SubtitleRole).toString();
    painter->drawText(bottom, Qt::AlignLeft | Qt::AlignVCenter,
                      smallLines.elidedText(subtitle, Qt::ElideRight, bottom.width()));
    const QString winner = index.data(HistoryModel::WinnerRole).toString();
    bottom.setLeft(bottom.left() + smallLines.horizontalAdvance(subtitle) + metrics::wide());
    if (!winner.isEmpty() && bottom.width() > smallLines.height() * 3) {
        const int size = smallLines.height() - 2;
        const QColor color = isSelected ? tokens.selectionText : tokens.success;
        painter->drawPixmap(
            bottom.left(), bottom.top() + 1,
            Theme::pixmap(QStringLiteral("trophy"), color, size, painter->device()->devicePixelRatioF()));
        painter->setPen(color);
        bottom.setLeft(bottom.left() + size + metrics::tight());
        painter->drawText(bottom, Qt::AlignLeft | Qt::AlignVCenter,
                          smallLines.elidedText(winner, Qt::ElideRight, bottom.width()));
    }
    painter->restore();
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QFontMetrics lines(option.font);
    const QFontMetrics smallLines(metrics::smallFont());
    return {100, lines.height() + smallLines.height() + 2 + 2 * metrics::normal() - 2};
}

} // namespace assay::ui
