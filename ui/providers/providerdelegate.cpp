// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/providerdelegate.h"

#include "ui/providers/providersmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace assay::ui {

ProviderDelegate::ProviderDelegate(Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void ProviderDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    row.text.clear();
    row.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    const QRect content =
        row.rect.adjusted(metrics::wide(), metrics::normal(), -metrics::wide(), -metrics::normal());
    const int icon = metrics::icon();
    const QRect iconRect(content.left(), content.top(), icon, icon);
    const bool isSelected = row.state.testFlag(QStyle::State_Selected);
    m_theme.icon(index.data(ProvidersModel::IconRole).toString())
        .paint(painter, iconRect, Qt::AlignCenter, isSelected ? QIcon::Selected : QIcon::Normal);

    const QRect text = content.adjusted(icon + metrics::normal(), 0, 0, 0);
    const ThemeTokens &tokens = m_theme.tokens();
    painter->save();
    painter->setFont(metrics::strongFont());
    painter->setPen(isSelected ? tokens.selectionText : tokens.text);
    // The state of the key stands beside the name, where a long address cannot push it out.
    const QFontMetrics strong(painter->font());
    const QFontMetrics small(metrics::smallFont());
    const QString key = index.data(ProvidersModel::KeyRole).toString();
    const int nameWidth = text.width() - small.horizontalAdvance(key) - metrics::normal();
    painter->drawText(text, Qt::AlignLeft | Qt::AlignTop,
                      strong.elidedText(index.data().toString(), Qt::ElideRight, nameWidth));
    painter->setFont(metrics::smallFont());
    painter->setPen(isSelected ? tokens.selectionText : tokens.muted);
    QRect firstLine = text;
    firstLine.setHeight(strong.height());
    painter->drawText(firstLine, Qt::AlignRight | Qt::AlignVCenter, key);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignBottom,
                      small.elidedText(index.data(ProvidersModel::SubtitleRole).toString(), Qt::ElideMiddle,
                                       text.width()));
    painter->restore();
}

QSize ProviderDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    const int lines =
        QFontMetrics(metrics::strongFont()).height() + QFontMetrics(metrics::smallFont()).height();
    // No width of its own: a row is as wide as the list, beside its scroll bar too.
    return {0, lines + metrics::tight() + 2 * metrics::normal()};
}

} // namespace assay::ui
