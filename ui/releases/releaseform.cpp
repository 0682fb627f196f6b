// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/releases/releaseform.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

enum Kind { Canary, BlueGreen };
constexpr double percent = 100;

} // namespace

ReleaseForm::ReleaseForm(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_scoreNote(new QLabel(this))
    , m_prompt(new QComboBox(this))
    , m_label(new QComboBox(this))
    , m_version(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_steps(new QLineEdit(u"1, 5, 25, 50, 100"_s, this))
    , m_minCalls(new QSpinBox(this))
    , m_minMinutes(new QSpinBox(this))
    , m_automatic(new QCheckBox(tr("Promote and roll back by itself"), this))
    , m_reason(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_start(new QPushButton(theme.icon(u"run"_s), tr("Start the release"), this))
{
    const release::Guardrails usual;
    m_errors = limitBox(tr("More errors than stable, at most"), usual.errorRateIncrease, tr(" pp"), percent);
    m_latency = limitBox(tr("Slower (p95), at most"), usual.latencyP95Increase, u" %"_s, percent);
    m_cost = limitBox(tr("Dearer per call, at most"), usual.costIncrease, u" %"_s, percent);
    m_validation = limitBox(tr("More validation failures, at most"), usual.validationFailureIncrease,
                            tr(" pp"), percent);
    m_score = limitBox(tr("Lower evaluation score, at most"), usual.scoreDecrease, {}, 1);
    buildLayout(theme);
    connect(m_prompt, &QComboBox::currentIndexChanged, this, &ReleaseForm::promptChanged);
    for (QComboBox *box : {m_label, m_version, m_kind})
        connect(box, &QComboBox::currentIndexChanged, this, &ReleaseForm::refresh);
    connect(m_steps, &QLineEdit::textChanged, this, &ReleaseForm::refresh);
    connect(m_start, &QPushButton::clicked, this, &ReleaseForm::startRequested);
    refresh();
}

QDoubleSpinBox *ReleaseForm::limitBox(const QString &name, double value, const QString &suffix, double scale)
{
    auto *box = new QDoubleSpinBox(this);
    box->setAccessibleName(name);
    box->setDecimals(scale > 1 ? 1 : 2);
    box->setRange(-1, scale > 1 ? 1000 : 1);
    box->setSpecialValueText(tr("Off")); // at -1
    box->setSuffix(suffix);
    box->setValue(value * scale);
    return box;
}

void ReleaseForm::buildLayout(Theme &theme)
{
    m_kind->addItem(tr("Canary: in steps"), Canary);
    m_kind->addItem(tr("Blue-green: everybody at once, back at once"), BlueGreen);
    constexpr int callsMax = 1'000'000;
    m_minCalls->setRange(1, callsMax);
    m_minCalls->setValue(release::ReleasePlan().minCalls);
    m_minMinutes->setRange(0, 60 * 24 * 30);
    m_minMinutes->setValue(10);
    m_minMinutes->setSuffix(tr(" min"));
    m_automatic->setChecked(true);
    m_reason->setPlaceholderText(tr("What is better about this version"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    makeMuted(m_problem);
    makePrimary(m_start);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    connect(cancel, &QPushButton::clicked, this, &ReleaseForm::cancelled);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(metrics::wide());
    form->setVerticalSpacing(metrics::normal());
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto add = [form](const QString &name, QWidget *field) {
        field->setAccessibleName(name);
        form->addRow(name, field);
    };
    add(tr("Prompt"), m_prompt);
    add(tr("Version"), m_version);
    add(tr("Label whose calls it takes over"), m_label);
    add(tr("How"), m_kind);
    add(tr("Steps, % of calls"), m_steps);
    add(tr("Calls in a step, at least"), m_minCalls);
    add(tr("Time in a step, at least"), m_minMinutes);
    for (QDoubleSpinBox *box : {m_errors, m_latency, m_cost, m_validation, m_score})
        form->addRow(box->accessibleName(), box);
    m_scoreNote->setWordWrap(true);
    m_scoreNote->setTextFormat(Qt::PlainText);
    makeMuted(m_scoreNote);
    form->addRow(QString(), m_scoreNote);
    form->addRow(QString(), m_automatic);
    add(tr("Reason"), m_reason);

    // A screen reader stands in the field of a spin box.
    for (QAbstractSpinBox *box : findChildren<QAbstractSpinBox *>())
        box->findChild<QLineEdit *>()->setAccessibleName(box->accessibleName());

    auto *foot = new QHBoxLayout;
    foot->setSpacing(metrics::normal());
    foot->addWidget(m_problem, 1);
    foot->addWidget(cancel);
    foot->addWidget(m_start);
    auto *title = new QLabel(tr("New release"), this);
    title->setFont(metrics::titleFont());
    auto *column = new QWidget(this);
    column->setMaximumWidth(theme.fixedFont().pixelSize() > 0 ? 720 : metrics::rowHeight() * 22);
    auto *rows = new QVBoxLayout(column);
    rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::wide());
    rows->addWidget(title);
    rows->addLayout(form);
    rows->addLayout(foot);
    rows->addStretch();
    auto *outer = new QHBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(column, 4);
    outer->addStretch(1);
}

void ReleaseForm::setPrompts(const QList<Releasable> &prompts)
{
    const QString before = m_prompt->currentText();
    const QSignalBlocker quiet(m_prompt);
    m_prompts = prompts;
    m_prompt->clear();
    for (const Releasable &each : prompts)
        m_prompt->addItem(each.prompt.name);
    if (const int index = m_prompt->findText(before); index >= 0)
        m_prompt->setCurrentIndex(index);
    promptChanged();
}

void ReleaseForm::setAccess(const security::Access &access, const QString &user)
{
    m_access = access;
    m_user = user;
    refresh();
}

QString ReleaseForm::scoreNote() const
{
    const Releasable *prompt = chosen();
    if (prompt == nullptr)
        return {};
    const int candidate = m_version->currentData().toInt();
    const int stable = prompt->labels.value(m_label->currentData().toString());
    const int votes = prompt->scores.value(candidate).votes();
    const int stableVotes = prompt->scores.value(stable).votes();
    if (votes == 0 || stableVotes == 0)
        return tr("The evaluation score is not measured: nobody voted on version %1 in Compare beside another "
                  "version.")
            .arg(votes == 0 ? candidate : stable);
    return tr("The evaluation score comes from votes in Compare: %1 on version %2, %3 on version %4. Too few of "
              "them hold the release; at \u201COff\u201D it goes on without.")
        .arg(votes)
        .arg(candidate)
        .arg(stableVotes)
        .arg(stable);
}

void ReleaseForm::choose(const QString &prompt, int version, const QString &label)
{
    m_prompt->setCurrentIndex(std::max(m_prompt->findText(prompt), 0));
    if (const int index = m_version->findData(version); index >= 0)
        m_version->setCurrentIndex(index);
    if (const int index = m_label->findData(label); index >= 0)
        m_label->setCurrentIndex(index);
}

const Releasable *ReleaseForm::chosen() const
{
    const int index = m_prompt->currentIndex();
    return index >= 0 && index < m_prompts.size() ? &m_prompts.at(index) : nullptr;
}

void ReleaseForm::promptChanged()
{
    const QSignalBlocker quietLabel(m_label);
    const QSignalBlocker quietVersion(m_version);
    m_label->clear();
    m_version->clear();
    if (const Releasable *prompt = chosen()) {
        for (auto it = prompt->labels.begin(); it != prompt->labels.end(); ++it)
            m_label->addItem(tr("%1 (version %2 now)").arg(it.key()).arg(it.value()), it.key());
        if (const int production = m_label->findData(u"production"_s); production >= 0)
            m_label->setCurrentIndex(production);
        for (int version = prompt->prompt.latestVersion; version > 0; --version)
            m_version->addItem(tr("Version %1").arg(version), version);
    }
    refresh();
}

ReleaseForm::Wanted ReleaseForm::wanted() const
{
    Wanted wanted;
    if (const Releasable *prompt = chosen())
        wanted.prompt = prompt->prompt.id;
    wanted.label = m_label->currentData().toString();
    wanted.version = m_version->currentData().toInt();
    wanted.reason = m_reason->text().trimmed();
    release::ReleasePlan &plan = wanted.plan;
    plan.steps.clear();
    if (m_kind->currentData().toInt() == BlueGreen) {
        plan.steps = {100};
    } else {
        for (const QString &step : m_steps->text().split(u',', Qt::SkipEmptyParts))
            plan.steps.append(step.trimmed().toInt());
    }
    plan.minCalls = m_minCalls->value();
    plan.minStepTime = std::chrono::minutes(m_minMinutes->value());
    plan.isAutomatic = m_automatic->isChecked();
    const auto limit = [](const QDoubleSpinBox *box, double scale) {
        return box->value() < 0 ? -1.0 : box->value() / scale;
    };
    plan.guardrails.errorRateIncrease = limit(m_errors, percent);
    plan.guardrails.latencyP95Increase = limit(m_latency, percent);
    plan.guardrails.costIncrease = limit(m_cost, percent);
    plan.guardrails.validationFailureIncrease = limit(m_validation, percent);
    plan.guardrails.scoreDecrease = limit(m_score, 1);
    return wanted;
}

QString ReleaseForm::problem() const
{
    const Releasable *prompt = chosen();
    if (prompt == nullptr)
        return tr("There is no prompt with a version yet: commit one on the Prompts page.");
    if (prompt->labels.isEmpty())
        return tr("This prompt has no label yet: point one at the version that answers now.");
    const Wanted now = wanted();
    if (prompt->labels.value(now.label) == now.version)
        return tr("%1 points at version %2 already: choose another version.").arg(now.label).arg(now.version);
    if (const QString refusal = m_access.refusalToRelease(m_user, now.label); !refusal.isEmpty())
        return refusal;
    if (const auto sound = release::checked(now.plan); !sound)
        return sound.error().message;
    return {};
}

void ReleaseForm::refresh()
{
    m_steps->setEnabled(m_kind->currentData().toInt() == Canary);
    m_problem->setText(problem());
    m_scoreNote->setText(scoreNote());
    m_start->setEnabled(problem().isEmpty());
}

} // namespace assay::ui
