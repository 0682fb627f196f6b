// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptdelegate.h"

#include "ui/prompts/promptsmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr int dotSize = 7;

QString subtitleOf(const QModelIndex &index)
{
    QStringList parts;
    if (const QString folder = index.data(PromptsModel::FolderRole).toString(); !folder.isEmpty())
        parts.append(folder);
    for (const QString &tag : index.data(PromptsModel::TagsRole).toStringList())
        parts.append(u'#' + tag);
    return parts.join(u"  "_s);
}

} // namespace

PromptDelegate::PromptDelegate(Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void PromptDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    row.text.clear();
    row.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    const ThemeTokens &tokens = m_theme.tokens();
    const bool isSelected = row.state.testFlag(QStyle::State_Selected);
    const QRect content =
        row.rect.adjusted(metrics::wide(), metrics::tight() + 2, -metrics::wide(), -metrics::tight() - 2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);

    painter->setFont(metrics::smallFont());
    painter->setPen(isSelected ? tokens.selectionText : tokens.muted);
    const int version = index.data(PromptsModel::VersionRole).toInt();
    const QString badge = version > 0 ? u"v%1"_s.arg(version) : tr("new");
    const int badgeWidth = painter->fontMetrics().horizontalAdvance(badge);
    painter->drawText(content, Qt::AlignRight | Qt::AlignTop, badge);
    QRect name = content.adjusted(0, 0, -badgeWidth - metrics::normal(), 0);
    if (index.data(PromptsModel::DraftRole).toBool()) {
        const QRect dot(name.right() - dotSize, name.top() + (painter->fontMetrics().height() - dotSize) / 2,
                        dotSize, dotSize);
        painter->setPen(Qt::NoPen);
        painter->setBrush(tokens.accent);
        painter->drawEllipse(dot);
        name.setRight(dot.left() - metrics::tight());
    }
    painter->setPen(isSelected ? tokens.selectionText : tokens.muted);
    const QVariant found = index.data(PromptsModel::FoundRole);
    if (found.isValid()) {
        QRect line = content;
        line.setTop(line.bottom() - painter->fontMetrics().height());
        paintFound(*painter, line, found.value<prompts::TextHit>(), isSelected);
    } else {
        painter->drawText(
            content, Qt::AlignLeft | Qt::AlignBottom,
            painter->fontMetrics().elidedText(subtitleOf(index), Qt::ElideRight, content.width()));
    }
    painter->setFont(metrics::strongFont());
    painter->setPen(isSelected ? tokens.selectionText : tokens.text);
    painter->drawText(
        name, Qt::AlignLeft | Qt::AlignTop,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, name.width()));
    painter->restore();
}

/// The found words stand out, with as much around them as there is room for.
void PromptDelegate::paintFound(QPainter &painter, const QRect &line, const prompts::TextHit &hit,
                                bool isSelected) const
{
    const ThemeTokens &tokens = m_theme.tokens();
    const QFontMetrics font = painter.fontMetrics();
    QRect rest = line;
    const auto draw = [&](const QString &text, const QColor &colour) {
        painter.setPen(isSelected ? tokens.selectionText : colour);
        const QString shown = font.elidedText(text, Qt::ElideRight, rest.width());
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignBottom, shown);
        rest.setLeft(rest.left() + font.horizontalAdvance(shown));
    };
    draw(font.elidedText(hit.before, Qt::ElideLeft, line.width() / 3), tokens.muted);
    const QString found = font.elidedText(hit.found, Qt::ElideRight, rest.width());
    if (!isSelected) {
        painter.fillRect(QRect(rest.left(), rest.top(), font.horizontalAdvance(found), rest.height()),
                         tokens.diffAdded);
    }
    draw(found, tokens.text);
    draw(hit.after, tokens.muted);
}

QSize PromptDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    const int lines =
        QFontMetrics(metrics::strongFont()).height() + QFontMetrics(metrics::smallFont()).height();
    // No width of its own: a row is as wide as the list, beside its scroll bar too.
    return {0, lines + 2 * metrics::tight() + 8};
}

QWidget *PromptDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                      const QModelIndex &) const
{
    auto *name = new QLineEdit(parent);
    name->setFont(metrics::strongFont());
    name->setAccessibleName(tr("New name of the prompt"));
    return name;
}

void PromptDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                          const QModelIndex &) const
{
    // As wide as the row: names are long and the list is narrow.
    editor->setGeometry(
        option.rect.adjusted(metrics::tight(), metrics::tight(), -metrics::tight(), -metrics::tight()));
}

} // namespace assay::ui
