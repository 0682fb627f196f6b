// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/releases/releasespage.h"

#include "ui/actions/actionregistry.h"
#include "ui/releases/releasetexts.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <utility>

#include <QCoroFuture>
#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

constexpr auto readEvery = 2s;

using workspace::Workspace;

QString userName()
{
    return qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", u"me"_s));
}

QCoro::Task<Result<QList<Releasable>>> releasables(Workspace &workspace)
{
    const auto prompts = co_await workspace.prompts().list();
    if (!prompts)
        co_return tl::unexpected(prompts.error());
    QList<Releasable> found;
    for (const prompts::PromptSummary &prompt : *prompts) {
        if (prompt.latestVersion == 0)
            continue;
        Releasable each;
        each.prompt = prompt;
        const auto versions = co_await workspace.prompts().versions(prompt.id);
        if (!versions)
            co_return tl::unexpected(versions.error());
        for (const prompts::PromptVersion &version : *versions) {
            for (const QString &label : version.labels)
                each.labels.insert(label, version.number);
        }
        const auto scores = co_await workspace.votes().versionScores(prompt.name);
        if (!scores)
            co_return tl::unexpected(scores.error());
        each.scores = *scores;
        found.append(each);
    }
    co_return found;
}

QCoro::Task<Result<ReleaseReading>> readingOf(Workspace &workspace, release::Release release)
{
    const release::ReleaseId id = release.id;
    auto look = co_await workspace.releaseWatch().look(std::move(release));
    if (!look)
        co_return tl::unexpected(look.error());
    auto events = co_await workspace.releases().events(id);
    if (!events)
        co_return tl::unexpected(events.error());
    const auto access = co_await workspace.access().access();
    if (!access)
        co_return tl::unexpected(access.error());
    ReleaseReading reading;
    reading.refusal = access->refusalToRelease(userName(), look->release.label);
    reading.look = std::move(*look);
    reading.events = std::move(*events);
    co_return reading;
}

} // namespace

template <typename T, typename Work, typename Done> void ReleasesPage::ask(Work work, Done done)
{
    ++m_pending;
    m_context.engine.run(std::move(work)) | whenDone(this, [this, done](const Result<T> &answer) {
        --m_pending;
        if (!answer) {
            m_hasReadError = true;
            m_bar->showError(answer.error());
            return;
        }
        if (std::exchange(m_hasReadError, false))
            m_bar->hide();
        done(*answer);
    });
}

ReleasesPage::ReleasesPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_bar(new MessageBar(context.theme, this))
    , m_list(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_detail(new ReleaseDetail(context.theme, this))
    , m_form(new ReleaseForm(context.theme, this))
    , m_empty(new EmptyState(context.theme, this))
{
    buildLayout();
    connectParts();
    addActions();
}

void ReleasesPage::buildLayout()
{
    m_empty->setContent(
        {u"tag"_s,
         tr("No release yet"),
         tr("A release gives a new version to a few calls first, compares both sides, and goes "
            "on only as long as nothing got worse."),
         tr("New release"),
         [this] { openForm(); },
         {},
         {}});
    m_list->setAccessibleName(tr("Releases"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWordWrap(true);
    for (QWidget *part :
         {static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_detail), static_cast<QWidget *>(m_form)})
        m_stack->addWidget(part);
    auto *add = new QPushButton(m_context.theme.icon(u"add"_s), tr("New release"), this);
    connect(add, &QPushButton::clicked, this, &ReleasesPage::openForm);
    auto *side = new QWidget(this);
    side->setFixedWidth(fontMetrics().averageCharWidth() * 34);
    auto *sideRows = new QVBoxLayout(side);
    sideRows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    sideRows->setSpacing(metrics::normal());
    sideRows->addWidget(add);
    sideRows->addWidget(m_list, 1);
    auto *columns = new QHBoxLayout;
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(side);
    columns->addWidget(separatorLine(Qt::Vertical, this));
    columns->addWidget(m_stack, 1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addLayout(columns, 1);
}

void ReleasesPage::connectParts()
{
    m_reading.setInterval(readEvery);
    connect(&m_reading, &QTimer::timeout, this, &ReleasesPage::reload);
    connect(m_list, &QListWidget::currentRowChanged, this, &ReleasesPage::readSelected);
    connect(m_form, &ReleaseForm::startRequested, this, &ReleasesPage::start);
    connect(m_form, &ReleaseForm::cancelled, this, [this] { escape(); });
    connect(m_detail, &ReleaseDetail::promoteRequested, this, [this] {
        act([release = m_detail->shown(), by = withFigures(person(m_detail->reason()))](
                release::ReleaseStore &store) { return store.promote(release, by); },
            tr("%1 is promoted.").arg(releaseTitle(m_detail->shown())));
    });
    connect(m_detail, &ReleaseDetail::rollBackRequested, this, [this] {
        act([release = m_detail->shown(), by = withFigures(person(m_detail->reason()))](
                release::ReleaseStore &store) { return store.rollBack(release, by); },
            tr("Version %1 answers every call again.").arg(m_detail->shown().stable));
    });
    connect(m_detail, &ReleaseDetail::pauseRequested, this, [this](bool isPaused) {
        act([release = m_detail->shown(), by = person(m_detail->reason()),
             isPaused](release::ReleaseStore &store) { return store.setPaused(release, isPaused, by); },
            isPaused ? tr("Paused: the share stays until you resume.") : tr("Resumed."));
    });
    connect(m_detail, &ReleaseDetail::diffRequested, this, [this] {
        const release::Release &shown = m_detail->shown();
        Q_EMIT navigationRequested(
            u"prompts"_s,
            {{u"prompt"_s, shown.promptName}, {u"left"_s, shown.stable}, {u"right"_s, shown.candidate}});
    });
}

void ReleasesPage::addActions()
{
    m_context.actions.add({u"releases.new"_s,
                           title(),
                           tr("&New release"),
                           u"add"_s,
                           {QKeySequence(u"Ctrl+N"_s)},
                           tr("Gives a version to a growing share of a label's calls.")},
                          this, this, [this] { openForm(); });
    m_context.actions.add({u"releases.refresh"_s,
                           title(),
                           tr("&Refresh"),
                           u"refresh"_s,
                           {QKeySequence(u"F5"_s)},
                           tr("Reads the figures again.")},
                          this, this, [this] { reload(); });
}

void ReleasesPage::activate()
{
    m_list->setFocus();
}

void ReleasesPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    reload();
    m_reading.start();
}

void ReleasesPage::hideEvent(QHideEvent *event)
{
    m_reading.stop();
    Page::hideEvent(event);
}

bool ReleasesPage::escape()
{
    if (m_stack->currentWidget() != m_form)
        return false;
    m_stack->setCurrentWidget(m_empty);
    readSelected();
    m_list->setFocus();
    return true;
}

void ReleasesPage::navigate(const QVariantMap &arguments)
{
    if (const QString id = arguments.value(u"release"_s).toString(); !id.isEmpty()) {
        m_wanted = release::ReleaseId::fromString(id);
        if (m_stack->currentWidget() == m_form)
            m_stack->setCurrentWidget(m_detail);
        reload();
        return;
    }
    m_formFor = arguments;
    openForm();
}

void ReleasesPage::reload()
{
    if (m_pending > 0)
        return; // a reading is under way: a slow disk must not pile them up
    ask<QList<release::Release>>(
        [](Workspace &workspace) -> QCoro::Task<Result<QList<release::Release>>> {
            auto releases = co_await workspace.releases().list();
            co_return releases;
        },
        [this](const QList<release::Release> &releases) {
            m_isLoaded = true;
            showReleases(releases);
        });
}

void ReleasesPage::showReleases(const QList<release::Release> &releases)
{
    const release::ReleaseId before = !m_wanted.isNull() ? m_wanted
        : m_list->currentRow() >= 0                      ? m_releases.value(m_list->currentRow()).id
                                                         : release::ReleaseId();
    m_wanted = {};
    m_releases = releases;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const release::Release &release : releases) {
        auto *item = new QListWidgetItem(tr("%1\n%2: v%3 \u2192 v%4, %5 %\n%6")
                                             .arg(release.promptName, release.label)
                                             .arg(release.stable)
                                             .arg(release.candidate)
                                             .arg(release.percent())
                                             .arg(releaseStateText(release.state)),
                                         m_list);
        item->setSizeHint({0, 2 * metrics::rowHeight()});
        if (release.id == before)
            m_list->setCurrentItem(item);
    }
    if (m_list->currentRow() < 0 && !releases.isEmpty())
        m_list->setCurrentRow(0);
    readSelected();
}

void ReleasesPage::readSelected()
{
    if (m_stack->currentWidget() == m_form)
        return;
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_releases.size()) {
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    ask<ReleaseReading>(
        [release = m_releases.at(row)](Workspace &workspace) { return readingOf(workspace, release); },
        [this](const ReleaseReading &reading) {
            m_detail->setReading(reading);
            if (m_stack->currentWidget() != m_form)
                m_stack->setCurrentWidget(m_detail);
        });
}

void ReleasesPage::openForm()
{
    ask<security::Access>(
        [](Workspace &workspace) -> QCoro::Task<Result<security::Access>> {
            co_return co_await workspace.access().access();
        },
        [this](const security::Access &access) { m_form->setAccess(access, userName()); });
    ask<QList<Releasable>>([](Workspace &workspace) { return releasables(workspace); },
                           [this](const QList<Releasable> &prompts) {
                               m_form->setPrompts(prompts);
                               const QVariantMap asked = std::exchange(m_formFor, {});
                               if (asked.contains(u"prompt"_s))
                                   m_form->choose(asked.value(u"prompt"_s).toString(),
                                                  asked.value(u"version"_s).toInt(),
                                                  asked.value(u"label"_s).toString());
                               m_stack->setCurrentWidget(m_form);
                               m_form->setFocus();
                           });
}

/// With the figures that the person had before him.
release::By ReleasesPage::withFigures(release::By by) const
{
    by.evidence = release::toJson(m_detail->look().assessment);
    by.evidence.insert("is_look"_L1, false); // a person may look as often as he likes
    by.evidence.insert("calls"_L1, static_cast<qint64>(m_detail->look().figures.candidate.calls));
    return by;
}

release::By ReleasesPage::person(const QString &reason) const
{
    return {userName(), reason};
}

void ReleasesPage::start()
{
    if (!m_form->problem().isEmpty())
        return;
    const ReleaseForm::Wanted wanted = m_form->wanted();
    ask<release::Release>(
        [wanted, by = person(wanted.reason)](Workspace &workspace) -> QCoro::Task<Result<release::Release>> {
            auto started = co_await workspace.releases().start(wanted.prompt, wanted.label, wanted.version,
                                                               wanted.plan, by);
            co_return started;
        },
        [this](const release::Release &release) {
            m_bar->show(MessageBar::Kind::Success,
                        tr("Version %1 answers %2 % of the calls of %3 now.")
                            .arg(release.candidate)
                            .arg(release.percent())
                            .arg(release.label));
            m_wanted = release.id;
            m_stack->setCurrentWidget(m_detail);
            reload();
        });
}

void ReleasesPage::act(std::function<QFuture<Result<release::Release>>(release::ReleaseStore &)> step,
                       const QString &said)
{
    ask<release::Release>(
        [step](Workspace &workspace) -> QCoro::Task<Result<release::Release>> {
            auto done = co_await step(workspace.releases());
            co_return done;
        },
        [this, said](const release::Release &release) {
            m_bar->show(MessageBar::Kind::Success, said);
            m_detail->clearReason();
            m_wanted = release.id;
            reload();
        });
}

} // namespace assay::ui
