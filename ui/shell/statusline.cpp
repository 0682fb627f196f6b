// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusline.h"

#include "orchestration/stages.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"
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

/// What changes all the time.
struct Pulse {
    int running = 0;
    QStringList down; ///< names of providers
    QStringList reasons; ///< one for each of them
};

Pulse pulseOf(workspace::Workspace &workspace)
{
    Pulse pulse;
    pulse.running = workspace.orchestrator().runningCount();
    for (const orchestration::ProviderHealth &health : workspace.orchestrator().stages().health.snapshot()) {
        if (health.state != orchestration::HealthState::Down)
            continue;
        pulse.down.append(health.provider);
        pulse.reasons.append(u"%1: %2"_s.arg(health.provider, health.error));
    }
    return pulse;
}

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
    , m_down(quietLabel(this))
    , m_simulated(quietLabel(this))
{
    setSizeGripEnabled(false);
    setContentsMargins(metrics::normal(), 0, metrics::normal(), 0);
    addWidget(m_workspace);
    addWidget(m_note);
    m_down->setAccessibleName(tr("Providers that are down"));
    addPermanentWidget(m_down);
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
    m_engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<Facts>> {
        const auto providers = co_await workspace.providers().list();
        if (!providers)
            co_return tl::unexpected(providers.error());
        co_return Facts{std::ranges::any_of(*providers, &catalog::Provider::isSimulated),
                        workspace.database().isReadOnly()};
    }) | whenDone(this, [this](const Result<Facts> &facts) {
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
    m_engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<Pulse>> {
        co_return pulseOf(workspace);
    }) | whenDone(this, [this](const Result<Pulse> &pulse) {
        m_isAsking = false;
        const Pulse known = pulse.value_or(Pulse());
        showRunning(known.running);
        showDown(known.down, known.reasons);
    });
}

void StatusLine::showDown(const QStringList &names, const QStringList &reasons)
{
    m_down->setText(names.isEmpty()
                        ? QString()
                        : tr("\u26a0 Down: %1. Routes use their other models; the rest works offline.")
                              .arg(names.join(u", "_s)));
    m_down->setToolTip(reasons.join(u'\n'));
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
