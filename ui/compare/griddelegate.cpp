// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/griddelegate.h"

#include "ui/compare/gridmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTextLayout>

namespace assay::ui {
namespace {

/// Wraps `text` into `area`; what does not fit is cut with dots.
void drawLines(QPainter &painter, const QRect &area, const QString &text, const QFont &font)
{
    const QFontMetrics lines(font);
    QTextLayout layout(text, font);
    layout.beginLayout();
    int y = area.top();
    for (;;) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(area.width());
        const bool isLast = y + 2 * lines.height() > area.bottom() + 1;
        if (isLast) {
            const QString rest = lines.elidedText(text.mid(line.textStart()), Qt::ElideRight, area.width());
            painter.drawText(QRect(area.left(), y, area.width(), lines.height()), Qt::AlignLeft, rest);
            break;
        }
        line.draw(&painter, QPointF(area.left(), y) - line.position());
        y += lines.height();
    }
    layout.endLayout();
}

QString iconOf(GridModel::State state)
{
    switch (state) {
    case GridModel::State::Running:
        return QStringLiteral("pulse");
    case GridModel::State::Waiting:
        return QStringLiteral("clock");
    case GridModel::State::Failed:
        return QStringLiteral("error");
    default:
        return {};
    }
}

} // namespace

GridDelegate::GridDelegate(Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

int GridDelegate::rowHeight(const QFont &font)
{
    return previewLines * QFontMetrics(font).height() + QFontMetrics(metrics::smallFont()).height()
        + metrics::tight() + 2 * metrics::normal();
}

void GridDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);

    const ThemeTokens &tokens = m_theme.tokens();
    const auto state = index.data(GridModel::StateRole).value<GridModel::State>();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QFont small = metrics::smallFont();
    const QFontMetrics smallLines(small);
    const QRect area =
        option.rect.adjusted(metrics::normal(), metrics::normal(), -metrics::normal(), -metrics::normal());
    const bool isSum = state == GridModel::State::Sum;
    const QFont font = isSum ? metrics::strongFont() : option.font;
    painter->save();
    painter->setClipRect(option.rect);
    painter->setPen(isSelected                             ? tokens.selectionText
                        : state == GridModel::State::Failed ? tokens.error
                                                            : tokens.text);
    painter->setFont(font);
    const int textHeight = area.height() - smallLines.height() - metrics::tight();
    drawLines(*painter, QRect(area.left(), area.top(), area.width(), textHeight),
              index.data(Qt::DisplayRole).toString(), font);

    const QColor quiet = isSelected ? tokens.selectionText : tokens.muted;
    QRect bottom(area.left(), area.bottom() - smallLines.height() + 1, area.width(), smallLines.height());
    if (const QString icon = iconOf(state); !icon.isEmpty()) {
        const int size = smallLines.height();
        painter->drawPixmap(bottom.topLeft(),
                            Theme::pixmap(icon, quiet, size, painter->device()->devicePixelRatioF()));
        bottom.setLeft(bottom.left() + size + metrics::tight());
    }
    painter->setFont(small);
    painter->setPen(quiet);
    painter->drawText(bottom, Qt::AlignLeft | Qt::AlignVCenter,
                      smallLines.elidedText(index.data(GridModel::FiguresRole).toString(), Qt::ElideRight,
                                            bottom.width()));
    painter->restore();
}

} // namespace assay::ui
