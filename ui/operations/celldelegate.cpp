// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/celldelegate.h"

#include "ui/operations/rowsmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <algorithm>

#include <QPainter>

namespace assay::ui {
namespace {

constexpr int barHeight = 4;

QColor toneColor(const ThemeTokens &tokens, CellTone tone)
{
    switch (tone) {
    case CellTone::Muted:
        return tokens.muted;
    case CellTone::Good:
        return tokens.success;
    case CellTone::Warning:
        return tokens.warning;
    case CellTone::Bad:
        return tokens.error;
    case CellTone::Usual:
        break;
    }
    return tokens.text;
}

CellTone toneOf(const QModelIndex &index)
{
    return static_cast<CellTone>(index.data(RowsModel::ToneRole).toInt());
}

} // namespace

CellDelegate::CellDelegate(Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void CellDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideRight;
    // On the selection the tones would lose their contrast: the words carry the meaning there.
    if (toneOf(index) != CellTone::Usual && !(option->state & QStyle::State_Selected))
        option->palette.setColor(QPalette::Text, toneColor(m_theme.tokens(), toneOf(index)));
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.data(RowsModel::ShareRole).isValid())
        paintBar(painter, option, index);
}

void CellDelegate::paintBar(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const ThemeTokens &tokens = m_theme.tokens();
    const double share = std::clamp(index.data(RowsModel::ShareRole).toDouble(), 0.0, 1.0);
    const double second = std::clamp(index.data(RowsModel::SecondShareRole).toDouble(), 0.0, 1.0 - share);
    const CellTone tone = toneOf(index);
    const QColor color =
        tone == CellTone::Usual || tone == CellTone::Muted ? tokens.accent : toneColor(tokens, tone);
    QRectF track(option.rect);
    track.adjust(metrics::tight(), 0, -metrics::tight(), -metrics::tight() + 1);
    track.setTop(track.bottom() - barHeight);
    const auto part = [&track](double from, double length) {
        return QRectF(track.left() + track.width() * from, track.top(), track.width() * length, barHeight);
    };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(mixed(tokens.ground, tokens.muted, 0.25));
    painter->drawRoundedRect(track, barHeight / 2.0, barHeight / 2.0);
    painter->setBrush(mixed(tokens.ground, color, 0.5));
    if (share + second > 0)
        painter->drawRoundedRect(part(0, share + second), barHeight / 2.0, barHeight / 2.0);
    painter->setBrush(color);
    if (share > 0)
        painter->drawRoundedRect(part(0, share), barHeight / 2.0, barHeight / 2.0);
    painter->restore();
}

} // namespace assay::ui
