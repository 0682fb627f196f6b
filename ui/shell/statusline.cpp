// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusline.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QDir>
#include <QFileInfo>
#include <QPainter>

#include <algorithm>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

/// What changes seldom.
struct Facts {
    bool hasSimulated = false;
    bool isReadOnly = false;
};

QLabel *quietLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(metrics::smallFont());
    makeMuted(label);
    return label;
}

} // namespace

StatusLine::StatusLine(workspace::Engine &engine, Theme &theme, QWidget *parent)
    : QStatusBar(parent)
    , m_engine(engine)
    , m_theme(theme)
    , m_workspace(quietLabel(this))
    , m_note(quietLabel(this))
    , m_running(quietLabel(this))
    , m_simulated(quietLabel(this))
{
    setSizeGripEnabled(false);
    setContentsMargins(metrics::normal(), 0, metrics::normal(), 0);
    addWidget(m_workspace);
    addWidget(m_note);
    addPermanentWidget(m_simulated);
    addPermanentWidget(m_running);
    m_running->setContentsMargins(metrics::page(), 0, 0, 0);
    m_simulated->setToolTip(
        tr("The built-in simulator answers on this machine. Its answers, times and prices are "
           "made up; nothing leaves the computer and nothing is billed."));
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &StatusLine::askRunning);
}

void StatusLine::setWorkspace(const QString &path, const QString &note)
{
    QString shown = QFileInfo(path).absoluteFilePath();
    if (shown.startsWith(QDir::homePath() + u'/'))
        shown.replace(0, QDir::homePath().size(), u'~');
    m_workspace->setText(shown);
    m_workspace->setToolTip(path);
    m_note->setText(note);
}

void StatusLine::start()
{
    refresh();
    showRunning(0);
    m_timer.start();
}

void StatusLine::refresh()
{
    m_engine
        .run([](workspace::Workspace &workspace) -> QCoro::Task<Result<Facts>> {
            const auto providers = co_await workspace.providers().list();
            if (!providers)
                co_return tl::unexpected(providers.error());
            co_return Facts{std::ranges::any_of(*providers, &catalog::Provider::isSimulated),
                            workspace.database().isReadOnly()};
        })
        .then(this, [this](const Result<Facts> &facts) {
            if (!facts)
                return; // the pages say what is wrong
            m_simulated->setText(facts->hasSimulated ? tr("Simulated models answer here") : QString());
            m_note->setText(facts->isReadOnly ? tr("read-only") : QString());
        });
}

void StatusLine::askRunning()
{
    if (m_isAsking || !isVisible())
        return;
    m_isAsking = true;
    m_engine
        .run([](workspace::Workspace &workspace) -> QCoro::Task<Result<int>> {
            co_return workspace.orchestrator().runningCount();
        })
        .then(this, [this](const Result<int> &running) {
            m_isAsking = false;
            showRunning(running.value_or(0));
        });
}

void StatusLine::showRunning(int running)
{
    m_running->setText(running == 0       ? tr("No calls running")
                           : running == 1 ? tr("1 call running")
                                          : tr("%1 calls running").arg(running));
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.tokens().separator);
}

} // namespace assay::ui
