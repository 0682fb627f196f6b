// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/labelmoves.h"

#include "ui/prompts/versionsmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

LabelMoves::LabelMoves(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, 6, this))
    , m_undo(new QPushButton(theme.icon(u"restore"_s), tr("Take this move back"), this))
{
    m_table->setHorizontalHeaderLabels({tr("When"), tr("Label"), tr("From"), tr("To"), tr("Who"), tr("Why")});
    m_table->setAccessibleName(tr("Moves of the labels"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    auto *close = iconButton(theme, u"close"_s, tr("Close the moves"), this);
    connect(close, &QToolButton::clicked, this, &LabelMoves::closed);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &LabelMoves::updateButton);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        if (m_table->currentRow() >= 0)
            Q_EMIT undoRequested(m_moves.at(m_table->currentRow()).id);
    });
    auto *head = new QHBoxLayout;
    head->addWidget(sectionHeading(tr("Moves of the labels"), this));
    head->addStretch();
    head->addWidget(m_undo);
    head->addWidget(close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addLayout(head);
    rows->addWidget(m_table, 1);
    updateButton();
}

void LabelMoves::setMoves(const QList<prompts::LabelMove> &moves)
{
    m_moves = moves;
    m_table->setRowCount(static_cast<int>(moves.size()));
    const auto version = [](int number) { return number > 0 ? u"v%1"_s.arg(number) : u"\u2013"_s; };
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const prompts::LabelMove &move = moves.at(row);
        const QStringList cells{absoluteTime(move.movedAt), move.label, version(move.from),
                                version(move.to),           move.who,   move.reason};
        for (int column = 0; column < cells.size(); ++column)
            m_table->setItem(row, column, new QTableWidgetItem(cells.at(column)));
    }
    if (!moves.isEmpty())
        m_table->selectRow(0);
    updateButton();
}

/// Only the last move of a label can be taken back.
void LabelMoves::updateButton()
{
    const int row = m_table->currentRow();
    const bool isLast = row >= 0 && row < m_moves.size()
        && std::ranges::find(m_moves, m_moves.at(row).label, &prompts::LabelMove::label)
            == m_moves.begin() + row;
    m_undo->setEnabled(isLast);
    m_undo->setToolTip(isLast ? QString() : tr("Only the last move of a label can be taken back."));
}

} // namespace assay::ui
