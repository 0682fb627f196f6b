// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/calls/timelinedelegate.h"

#include "ui/calls/timelinemodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>

namespace assay::ui {

TimelineDelegate::TimelineDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void TimelineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = cell.text;
    cell.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);

    if (!index.data(TimelineModel::HasBarRole).toBool())
        return; // a finding of the step above, at no time of its own
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isTrouble = index.data(TimelineModel::IsTroubleRole).toBool();
    const int textWidth =
        option.fontMetrics.horizontalAdvance(QStringLiteral("000.0 ms")) + metrics::normal();
    const QRect inner = option.rect.adjusted(metrics::tight(), 0, -metrics::tight(), 0);
    const QRect track = inner.adjusted(0, 0, -textWidth, 0);
    const double from = index.data(TimelineModel::BarFromRole).toDouble();
    const double to = index.data(TimelineModel::BarToRole).toDouble();
    const int height = metrics::normal();
    constexpr double thinnest = 2;
    const QRectF bar(track.left() + from * (track.width() - thinnest), track.center().y() - height / 2.0,
                     std::max(thinnest, (to - from) * track.width()), height);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    const ThemeTokens &tokens = m_theme.tokens();
    painter->setBrush(isSelected ? tokens.selectionText : isTrouble ? tokens.error : tokens.accent);
    painter->drawRoundedRect(bar, thinnest, thinnest);
    painter->setPen(isSelected ? tokens.selectionText : tokens.muted);
    painter->setFont(option.font);
    painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, text);
    painter->restore();
}

} // namespace assay::ui
