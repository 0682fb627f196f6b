// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusline.h"

#include "orchestration/degradedmode.h"
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
    QList<orchestration::DegradedProvider> down;
};

Pulse pulseOf(workspace::Workspace &workspace)
{
    Pulse pulse;
    pulse.running = workspace.orchestrator().runningCount();
    pulse.down = orchestration::degradedMode(workspace.orchestrator().stages().health.snapshot(),
                                             workspace.orchestrator().policy().routes);
    return pulse;
}

/// What happens to calls that would go to the provider, a sentence each.
QStringList insteadOf(const orchestration::DegradedProvider &provider)
{
    QStringList sentences;
    for (const orchestration::DegradedProvider::StandIn &each : provider.routes) {
        sentences.append(each.model
                             ? StatusLine::tr("Route %1 uses %2.").arg(each.route, each.model->toString())
                             : StatusLine::tr("Route %1 has no other model: its calls fail.").arg(each.route));
    }
    sentences.append(StatusLine::tr("Calls to %1 itself are tried and may fail.").arg(provider.provider));
    return sentences;
}

/// Of all that are down, short enough for a line.
QString downText(const QList<orchestration::DegradedProvider> &down)
{
    QStringList names;
    QStringList standIns;
    bool hasStranded = false;
    for (const orchestration::DegradedProvider &provider : down) {
        names.append(provider.provider);
        for (const orchestration::DegradedProvider::StandIn &each : provider.routes) {
            if (each.model)
                standIns.append(u"%1 \u2192 %2"_s.arg(each.route, each.model->toString()));
            hasStranded = hasStranded || !each.model;
        }
    }
    standIns.removeDuplicates();
    constexpr qsizetype shownMost = 2;
    const qsizetype more = std::max<qsizetype>(0, standIns.size() - shownMost);
    const QString shown = standIns.mid(0, shownMost).join(u", "_s);
    const QString text = StatusLine::tr("\u26a0 Down: %1.").arg(names.join(u", "_s));
    if (standIns.isEmpty())
        return text + u' '
            + (hasStranded ? StatusLine::tr("Its routes have no other model; calls may fail.")
                           : StatusLine::tr("No route steps in; calls to it may fail."));
    return text + u' '
        + (more > 0 ? StatusLine::tr("Routes step in: %1 and %Ln more.", nullptr, static_cast<int>(more)).arg(shown)
                    : StatusLine::tr("Routes step in: %1.").arg(shown));
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
        showDown(known.down);
    });
}

void StatusLine::showDown(const QList<orchestration::DegradedProvider> &down)
{
    QStringList lines;
    for (const orchestration::DegradedProvider &provider : down) {
        lines.append(u"%1: %2"_s.arg(provider.provider, provider.reason));
        lines.append(insteadOf(provider));
    }
    if (!down.isEmpty())
        lines.append(tr("What needs no provider works as ever."));
    m_down->setText(down.isEmpty() ? QString() : downText(down));
    m_down->setToolTip(lines.join(u'\n'));
    m_down->setAccessibleDescription(lines.join(u' '));
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
