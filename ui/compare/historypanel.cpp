// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/historypanel.h"

#include "ui/compare/historydelegate.h"
#include "ui/compare/historymodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QVBoxLayout>

namespace assay::ui {

namespace {

constexpr int runsShown = 200;

} // namespace

HistoryPanel::HistoryPanel(workspace::Engine &engine, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_engine(engine)
    , m_model(new HistoryModel(this))
    , m_list(new QListView(this))
    , m_empty(new QLabel(tr("Runs appear here once they have an answer."), this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new HistoryDelegate(theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_list->setAccessibleName(tr("Runs"));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->installEventFilter(this);
    m_empty->setWordWrap(true);
    makeMuted(m_empty);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addWidget(sectionHeading(tr("History"), this));
    rows->addWidget(m_empty);
    rows->addWidget(m_list, 1);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { open(index.row()); });
}

void HistoryPanel::reload()
{
    ++m_pending;
    m_engine.run(
        [](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<evaluation::ComparisonSummary>>> {
            auto runs = co_await workspace.comparisons().list(runsShown);
            co_return runs;
        })
        | whenDone(this, [this](const Result<QList<evaluation::ComparisonSummary>> &runs) {
              --m_pending;
              if (!runs) {
                  Q_EMIT failed(runs.error());
                  return;
              }
              m_model->setRuns(*runs);
              m_empty->setVisible(runs->isEmpty());
              setCurrent(m_current);
              Q_EMIT loaded();
          });
}

void HistoryPanel::setCurrent(const std::optional<RunId> &run)
{
    m_current = run;
    m_list->setCurrentIndex(run ? m_model->index(m_model->rowOf(*run)) : QModelIndex());
}

std::optional<RunId> HistoryPanel::newest() const
{
    const auto *run = m_model->run(0);
    return run != nullptr ? std::optional(run->id) : std::nullopt;
}

bool HistoryPanel::isPinned(const RunId &run) const
{
    const auto *summary = m_model->run(m_model->rowOf(run));
    return summary != nullptr && summary->isPinned;
}

int HistoryPanel::count() const
{
    return m_model->rowCount();
}

void HistoryPanel::open(int row)
{
    if (const auto *run = m_model->run(row))
        Q_EMIT openRequested(run->id);
}

void HistoryPanel::removeSelected()
{
    const auto *run = m_model->run(m_list->currentIndex().row());
    if (run == nullptr)
        return;
    ++m_pending;
    m_engine.run([id = run->id](
                     workspace::Workspace &workspace) -> QCoro::Task<Result<evaluation::RemovedComparison>> {
        auto taken = co_await workspace.comparisons().remove(id);
        co_return taken;
    }) | whenDone(this, [this, title = run->title](const Result<evaluation::RemovedComparison> &whole) {
        --m_pending;
        if (!whole) {
            Q_EMIT failed(whole.error());
            return;
        }
        reload();
        Q_EMIT removed(whole->comparison.id, title, [this, taken = *whole] {
            ++m_pending;
            m_engine.run([taken](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
                const auto done = co_await workspace.comparisons().restore(taken);
                co_return done;
            }) | whenDone(this, [this](const Result<> &done) {
                --m_pending;
                if (!done)
                    Q_EMIT failed(done.error());
                reload();
            });
        });
    });
}

bool HistoryPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Delete) {
            removeSelected();
            return true;
        }
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
            && key->modifiers() == Qt::NoModifier) {
            open(m_list->currentIndex().row());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay::ui
