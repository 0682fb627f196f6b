// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/dashboardpage.h"

#include "ui/actions/actionregistry.h"
#include "ui/dashboard/chartexport.h"
#include "ui/dashboard/charttable.h"
#include "ui/dashboard/costchart.h"
#include "ui/dashboard/dashboardview.h"
#include "ui/dashboard/latencychart.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QCoroFuture>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr int liveTickMs = 1000;
constexpr int longRangeTickMs = 5000; ///< a bucket of hours does not move each second
constexpr std::int64_t liveUpToUs = 24LL * 3600 * 1'000'000;

} // namespace

DashboardPage::DashboardPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_bar(new MessageBar(context.theme, this))
    , m_range(new QComboBox(this))
    , m_model(new QComboBox(this))
    , m_stack(new QStackedWidget(this))
    , m_view(new DashboardView(context.theme, this))
    , m_empty(new EmptyState(context.theme, this))
{
    buildLayout();
    addActions();
    connect(&m_tick, &QTimer::timeout, this, &DashboardPage::refresh);
    connect(m_range, &QComboBox::currentIndexChanged, this, [this] {
        m_context.state.setValue(u"dashboard/range"_s, range().id);
        restartTimer();
        refresh();
    });
    connect(m_model, &QComboBox::currentIndexChanged, this, [this] {
        m_context.state.setValue(u"dashboard/model"_s, model());
        refresh();
    });
    connect(m_view, &DashboardView::chartMenuRequested, this, &DashboardPage::exportMenu);
}

void DashboardPage::buildLayout()
{
    m_range->setAccessibleName(tr("Range of time"));
    for (const TimeRange &each : timeRanges())
        m_range->addItem(each.text, each.id);
    const int saved = m_range->findData(m_context.state.value(u"dashboard/range"_s, u"15min"_s));
    m_range->setCurrentIndex(std::max(saved, 0));
    m_model->setAccessibleName(tr("Model"));
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setModels({m_context.state.value(u"dashboard/model"_s).toString()});

    auto *title = new QLabel(tr("Dashboard"), this);
    title->setFont(metrics::titleFont());
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::wide());
    head->setSpacing(metrics::normal());
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_model);
    head->addWidget(m_range);

    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addLayout(head);
    rows->addWidget(m_stack, 1);
}

void DashboardPage::addActions()
{
    const QString section = tr("Dashboard");
    ActionRegistry &actions = m_context.actions;
    actions.add({u"dashboard.refresh"_s,
                 section,
                 tr("&Refresh"),
                 u"refresh"_s,
                 {QKeySequence(u"F5"_s)},
                 tr("Reads the figures again.")},
                this, this, [this] { refresh(); });
    actions.add({u"dashboard.savePng"_s,
                 section,
                 tr("Save chart as &PNG\u2026"),
                 u"image"_s,
                 {QKeySequence(u"Ctrl+Shift+S"_s)},
                 tr("Saves the focused chart as a picture of twice its size.")},
                this, this, [this] { saveChart(m_view->currentChart(), u"png"_s); });
    actions.add({u"dashboard.saveCsv"_s,
                 section,
                 tr("Save data as &CSV\u2026"),
                 u"export"_s,
                 {QKeySequence(u"Ctrl+E"_s)},
                 tr("Saves what the focused chart shows as a table.")},
                this, this, [this] { saveChart(m_view->currentChart(), u"csv"_s); });
    actions.add({u"dashboard.showAsTable"_s,
                 section,
                 tr("Show chart as &table"),
                 u"table"_s,
                 {QKeySequence(u"Ctrl+Shift+T"_s)},
                 tr("Lists what the focused chart shows.")},
                this, this, [this] { showAsTable(m_view->currentChart()); });
    actions.add({u"dashboard.copyTable"_s,
                 section,
                 tr("Copy &model table"),
                 u"copy"_s,
                 {QKeySequence(u"Ctrl+Shift+C"_s)},
                 tr("Copies the figures of each model, tab-separated.")},
                this, this, [this] { copyTable(); });
}

void DashboardPage::activate()
{
    refresh();
    m_range->setFocus();
}

void DashboardPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    restartTimer();
}

void DashboardPage::hideEvent(QHideEvent *event)
{
    m_tick.stop(); // nobody looks
    Page::hideEvent(event);
}

void DashboardPage::restartTimer()
{
    if (isVisible())
        m_tick.start(range().lengthUs <= liveUpToUs ? liveTickMs : longRangeTickMs);
}

const TimeRange &DashboardPage::range() const
{
    return timeRanges().at(std::max(m_range->currentIndex(), 0));
}

QString DashboardPage::model() const
{
    return m_model->currentData().toString();
}

void DashboardPage::refresh()
{
    if (m_isAsking) {
        m_askAgain = true;
        return;
    }
    m_isAsking = true;
    m_askAgain = false;
    const TimeRange asked = range();
    const QString askedModel = model();
    m_context.engine.run([asked, askedModel](workspace::Workspace &workspace) -> QCoro::Task<Result<Answer>> {
        telemetry::FactsQuery query = queryFor(asked, workspace.clock().utcMicros());
        query.model = askedModel;
        telemetry::FactsMirror &facts = workspace.facts();
        // On a reader's thread: a scan of millions of calls must not hold up the engine.
        co_return co_await workspace.database().read<Answer>(
            [&facts, query](storage::Connection &connection) -> Result<Answer> {
                if (auto caughtUp = facts.catchUp(connection); !caughtUp)
                    return tl::unexpected(caughtUp.error());
                return Answer{facts.query(query), facts.models(), facts.rowCount()};
            });
    }) | whenDone(this, [this, asked, askedModel](const Result<Answer> &answer) {
        m_isAsking = false;
        m_isLoaded = true;
        const bool isStale = asked.id != range().id || askedModel != model();
        if (!answer)
            m_bar->showError(answer.error(), {tr("Retry"), [this] { refresh(); }});
        else if (!isStale)
            showAnswer(*answer, asked);
        if (isStale || m_askAgain)
            refresh();
    });
}

void DashboardPage::showAnswer(const Answer &answer, const TimeRange &shown)
{
    setModels(answer.models);
    if (answer.panel.totals.calls == 0 && (answer.callsEver == 0 || model().isEmpty()))
        return showEmpty(answer);
    m_view->setPanel(answer.panel, shown);
    m_stack->setCurrentWidget(m_view);
}

void DashboardPage::showEmpty(const Answer &answer)
{
    EmptyState::Content content;
    content.icon = u"dashboard"_s;
    if (answer.callsEver == 0) {
        content.title = tr("No calls yet");
        content.sentence = tr("Latency, cost and errors appear here as soon as a prompt runs.");
        content.actionText = tr("Run a prompt");
        content.action = [this] { Q_EMIT navigationRequested(u"compare"_s, {}); };
    } else {
        content.title = tr("Nothing in this range");
        content.sentence = tr("There are older calls: choose a longer range to see them.");
        content.actionText = tr("Show the last 90 days");
        content.action = [this] { m_range->setCurrentIndex(m_range->count() - 1); };
    }
    m_empty->setContent(content);
    m_stack->setCurrentWidget(m_empty);
}

void DashboardPage::setModels(const QStringList &models)
{
    QStringList wanted{QString()};
    for (const QString &each : models) {
        if (!each.isEmpty())
            wanted.append(each);
    }
    const QString chosen = m_model->count() == 0 ? wanted.last() : model();
    if (!wanted.contains(chosen))
        wanted.append(chosen); // remembered from before, without calls now
    QStringList present;
    for (int i = 0; i < m_model->count(); ++i)
        present.append(m_model->itemData(i).toString());
    if (present == wanted)
        return;
    const QSignalBlocker quiet(m_model);
    m_model->clear();
    for (const QString &each : std::as_const(wanted))
        m_model->addItem(each.isEmpty() ? tr("All models") : each, each);
    m_model->setCurrentIndex(static_cast<int>(wanted.indexOf(chosen)));
}

void DashboardPage::exportMenu(TimeChart *chart, const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_context.theme.icon(u"image"_s), tr("Save chart as &PNG\u2026"), this,
                    [this, chart] { saveChart(chart, u"png"_s); });
    menu->addAction(m_context.theme.icon(u"export"_s), tr("Save data as &CSV\u2026"), this,
                    [this, chart] { saveChart(chart, u"csv"_s); });
    menu->addAction(m_context.theme.icon(u"table"_s), tr("Show as &table"), this,
                    [this, chart] { showAsTable(chart); });
    menu->popup(globalPosition);
}

void DashboardPage::saveChart(TimeChart *chart, const QString &suffix)
{
    const QByteArray bytes = suffix == u"png"_s ? toPng(*chart) : toCsv(chart->table());
    auto *dialog = new QFileDialog(this, tr("Save %1").arg(chart->accessibleName()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(u"%1-%2.%3"_s.arg(chart->slug(), range().id, suffix));
    connect(dialog, &QFileDialog::fileSelected, this, [this, bytes](const QString &path) {
        if (const Result<> saved = saveFile(path, bytes); !saved)
            m_bar->showError(saved.error());
        else
            m_bar->show(MessageBar::Kind::Success, tr("Saved %1.").arg(path));
    });
    dialog->open();
}

void DashboardPage::showAsTable(TimeChart *chart)
{
    auto *table = new ChartTable(chart->accessibleName(), chart->table(), this);
    table->setAttribute(Qt::WA_DeleteOnClose);
    table->open();
}

void DashboardPage::copyTable()
{
    QStringList lines;
    for (const QStringList &row : m_view->modelTable())
        lines.append(row.join(u'\t'));
    QApplication::clipboard()->setText(lines.join(u'\n'));
    m_bar->show(MessageBar::Kind::Info, tr("The model table is on the clipboard."));
}

} // namespace assay::ui
