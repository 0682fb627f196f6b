// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/runestimate.h"

#include "ui/theme/theme.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <algorithm>
#include <array>

#include <QActionGroup>
#include <QCoroFuture>
#include <QLocale>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr int delayMs = 250;
const QString limitKey = u"compare/askAbove"_s;
const QString usualLimit = u"5"_s;
constexpr std::array limits{"0.01", "0.1", "1", "5", "20"}; // dollars

/// A model's parameters differ by column, so each is an estimate of its own.
QCoro::Task<Result<QList<workspace::PromptEstimate>>> estimateColumns(workspace::Workspace &workspace,
                                                                      RunEstimate::Subject subject)
{
    QList<workspace::PromptEstimate> estimates;
    for (const RunEstimate::Asked &column : std::as_const(subject.columns)) {
        subject.content.parameters = column.parameters;
        const QList<catalog::ModelRef> models{column.target};
        auto estimated = co_await workspace::estimatePrompt(workspace, subject.content, subject.prompt,
                                                            subject.values, models);
        if (!estimated)
            co_return tl::unexpected(estimated.error());
        estimates += *estimated;
    }
    co_return estimates;
}

QString seconds(std::chrono::milliseconds time)
{
    return RunEstimate::tr("%1 s").arg(QLocale().toString(double(time.count()) / 1000, 'f', 1));
}

} // namespace

RunEstimate::RunEstimate(const PageContext &context, std::function<Subject()> subject, QWidget *parent)
    : QToolButton(parent)
    , m_context(context)
    , m_subject(std::move(subject))
    , m_menu(new QMenu(this))
{
    setAutoRaise(true);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIcon(context.theme.icon(u"coin"_s));
    setFocusPolicy(Qt::StrongFocus);
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, &RunEstimate::estimate);
    connect(this, &QToolButton::clicked, this, [this] {
        fillMenu();
        m_menu->popup(mapToGlobal(QPoint(0, height())));
    });
    showEstimates();
}

void RunEstimate::touch()
{
    m_delay.start();
}

void RunEstimate::estimate()
{
    const quint64 asking = ++m_asking;
    ++m_pending;
    m_context.engine.run([subject = m_subject()](workspace::Workspace &workspace) {
        return estimateColumns(workspace, subject);
    }) | whenDone(this, [this, asking](const Result<QList<workspace::PromptEstimate>> &estimates) {
        --m_pending;
        if (asking != m_asking)
            return;
        m_estimates =
            estimates.value_or(QList<workspace::PromptEstimate>()); // a broken template says so itself
        showEstimates();
    });
}

void RunEstimate::showEstimates()
{
    Money input;
    Money atMost;
    bool isPriced = false;
    std::chrono::milliseconds slowest{0};
    for (const workspace::PromptEstimate &estimate : std::as_const(m_estimates)) {
        if (!estimate.problem.isEmpty())
            continue;
        isPriced = isPriced || estimate.inputCost;
        input += estimate.inputCost.value_or(Money());
        atMost += estimate.costAtMost.value_or(estimate.inputCost.value_or(Money()));
        slowest = std::max(slowest, estimate.usualLatency.value_or(std::chrono::milliseconds(0)));
    }
    m_atMost = isPriced ? std::optional(atMost) : std::nullopt;
    QStringList parts;
    if (isPriced)
        parts << (input == atMost ? displayMoney(input)
                                  : tr("%1 to %2").arg(displayMoney(input), displayMoney(atMost)));
    if (slowest.count() > 0)
        parts << seconds(slowest);
    setText(parts.isEmpty() ? tr("No estimate") : parts.join(u" \u00B7 "_s));
    setToolTip(tr("What this run will cost: from the question alone to the longest answers.\n"
                  "The time is what 95 of 100 recent calls took."));
    setAccessibleName(tr("Estimate of the run: %1").arg(text()));
}

QString RunEstimate::rowOf(const workspace::PromptEstimate &estimate) const
{
    if (!estimate.problem.isEmpty())
        return u"%1: %2"_s.arg(estimate.model.toString(), estimate.problem);
    QStringList parts{tr("%n token(s)", nullptr, int(estimate.input.tokens)),
                      tr("%1 to ask").arg(displayMoney(estimate.inputCost))};
    if (estimate.costAtMost)
        parts << tr("at most %1").arg(displayMoney(estimate.costAtMost));
    if (estimate.usualLatency)
        parts << seconds(*estimate.usualLatency);
    return u"%1: %2"_s.arg(estimate.model.toString(), parts.join(u" \u00B7 "_s));
}

void RunEstimate::fillMenu()
{
    m_menu->clear();
    m_menu->setToolTipsVisible(true);
    for (const workspace::PromptEstimate &estimate : std::as_const(m_estimates))
        m_menu->addAction(rowOf(estimate))->setEnabled(false);
    if (m_estimates.isEmpty())
        m_menu->addAction(tr("Choose a prompt and models first"))->setEnabled(false);
    m_menu->addSection(tr("Ask me before a run"));
    auto *group = new QActionGroup(m_menu);
    const auto add = [this, group](const QString &text, std::optional<Money> amount) {
        QAction *action = m_menu->addAction(text, this, [this, amount] { setLimit(amount); });
        action->setCheckable(true);
        action->setActionGroup(group);
        action->setChecked(limit() == amount);
    };
    for (const char *amount : limits) {
        const auto money = Money::fromDecimal(QString::fromLatin1(amount));
        add(tr("that may cost more than %1").arg(displayMoney(money)), money);
    }
    add(tr("Never"), std::nullopt);
}

void RunEstimate::setLimit(std::optional<Money> limit)
{
    m_context.state.setValue(limitKey, limit ? limit->toDecimal() : QString());
}

std::optional<Money> RunEstimate::limit() const
{
    return Money::fromDecimal(m_context.state.value(limitKey, usualLimit).toString());
}

QString RunEstimate::whyToAsk() const
{
    const std::optional<Money> most = limit();
    if (!most || !m_atMost || *m_atMost <= *most)
        return {};
    return tr("This run may cost up to %1; you asked to be told above %2.")
        .arg(displayMoney(m_atMost), displayMoney(most));
}

} // namespace assay::ui
