// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/charttable.h"

#include "ui/theme/metrics.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QStandardItemModel *modelOf(const QList<QStringList> &rows, QObject *parent)
{
    const QStringList header = rows.value(0);
    auto *model = new QStandardItemModel(static_cast<int>(std::max<qsizetype>(rows.size() - 1, 0)),
                                         static_cast<int>(header.size()), parent);
    model->setHorizontalHeaderLabels(header);
    for (int row = 0; row < model->rowCount(); ++row) {
        for (int column = 0; column < model->columnCount(); ++column) {
            const QModelIndex index = model->index(row, column);
            model->setData(index, rows.at(row + 1).value(column));
            if (column > 0)
                model->setData(index, QVariant(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
        }
    }
    return model;
}

} // namespace

ChartTable::ChartTable(const QString &title, const QList<QStringList> &rows, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(title);
    auto *table = new QTableView(this);
    table->setModel(modelOf(rows, table));
    table->setAccessibleName(title);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    table->resizeColumnsToContents();

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this, [rows] {
        QStringList lines;
        for (const QStringList &row : rows)
            lines.append(row.join(u'\t'));
        QApplication::clipboard()->setText(lines.join(u'\n'));
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page(), metrics::page(), metrics::page(), metrics::page());
    layout->setSpacing(metrics::wide());
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 90, metrics::rowHeight() * 16);
}

} // namespace assay::ui
