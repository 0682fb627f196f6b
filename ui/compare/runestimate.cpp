// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/runestimate.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QActionGroup>
#include <QCoroFuture>
#include <QLocale>
#include <QMenu>
#include <QStyleOptionToolButton>
#include <QStylePainter>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr int delayMs = 250;
const QString limitKey = u"compare/askAbove"_s;
const QString usualLimit = u"5"_s;
constexpr std::array limits{"0.01", "0.1", "1", "5", "20"}; // dollars

/// The messages of a conversation are no templates: each goes in as the value of a variable.
void takeLiterally(prompts::PromptContent &content, QMap<QString, QString> &values)
{
    content.variables.clear();
    for (std::size_t i = 0; i < content.messages.size(); ++i) {
        const QString name = u"turn%1"_s.arg(i);
        values.insert(name, content.messages[i].text);
        content.messages[i].text = u"{{%1}}"_s.arg(name);
    }
}

constexpr qsizetype rowsMeasured = 20; ///< of a larger grid, spread over it: the others are like them

Money scaled(Money money, double factor)
{
    return Money::fromNanoUsd(std::llround(static_cast<double>(money.nanoUsd()) * factor));
}

/// What the cells of one column take together, from those that were measured.
workspace::PromptEstimate together(const QList<workspace::PromptEstimate> &cells, double factor)
{
    workspace::PromptEstimate sum = cells.first();
    for (qsizetype i = 1; i < cells.size(); ++i) {
        const workspace::PromptEstimate &cell = cells.at(i);
        sum.input.tokens += cell.input.tokens;
        if (sum.inputCost)
            *sum.inputCost += cell.inputCost.value_or(Money());
        if (sum.costAtMost)
            *sum.costAtMost += cell.costAtMost.value_or(Money());
    }
    sum.input.tokens = std::llround(static_cast<double>(sum.input.tokens) * factor);
    if (sum.inputCost)
        sum.inputCost = scaled(*sum.inputCost, factor);
    if (sum.costAtMost)
        sum.costAtMost = scaled(*sum.costAtMost, factor);
    return sum;
}

/// The values to measure with: all of them, or some of a long grid.
QList<QMap<QString, QString>> measuredValues(const RunEstimate::Subject &subject)
{
    if (subject.rows.isEmpty())
        return {subject.values};
    QList<QMap<QString, QString>> measured;
    const qsizetype count = std::min(subject.rows.size(), rowsMeasured);
    for (qsizetype i = 0; i < count; ++i) {
        QMap<QString, QString> values = subject.values;
        values.insert(subject.rows.at(i * subject.rows.size() / count));
        measured.append(values);
    }
    return measured;
}

/// A model's parameters differ by column, so each is an estimate of its own.
QCoro::Task<Result<QList<workspace::PromptEstimate>>> estimateColumns(workspace::Workspace &workspace,
                                                                      RunEstimate::Subject subject)
{
    const QList<QMap<QString, QString>> rows = measuredValues(subject);
    const double factor = double(std::max<qsizetype>(subject.rows.size(), 1)) * subject.repeats
        / static_cast<double>(rows.size());
    QList<workspace::PromptEstimate> estimates;
    for (const RunEstimate::Asked &column : std::as_const(subject.columns)) {
        prompts::PromptContent content = column.content ? column.content->content : subject.content;
        content.parameters = column.parameters;
        QMap<QString, QString> turns;
        if (column.content && column.content->isRendered)
            takeLiterally(content, turns);
        const QList<catalog::ModelRef> models{column.target};
        QList<workspace::PromptEstimate> cells;
        for (QMap<QString, QString> values : rows) {
            values.insert(column.values);
            values.insert(turns);
            auto estimated = co_await workspace::estimatePrompt(workspace, content, subject.prompt, values,
                                                                models);
            if (!estimated)
                co_return tl::unexpected(estimated.error());
            cells += *estimated;
        }
        estimates.append(together(cells, factor));
    }
    co_return estimates;
}

struct Foreseen {
    QList<workspace::PromptEstimate> estimates; ///< empty for a broken template, which says so itself
    QMap<QString, QList<workspace::Obstacle>> obstacles;
    QMap<ColumnId, QList<providers::NotTaken>> notTaken;
    bool leavesOut = false;
};

QCoro::Task<Result<Foreseen>> foresee(workspace::Workspace &workspace, RunEstimate::Subject subject)
{
    Foreseen foreseen;
    for (const RunEstimate::Asked &column : std::as_const(subject.columns)) {
        const QString model = column.target.toString();
        if (foreseen.obstacles.contains(model))
            continue;
        const auto obstacles = co_await workspace::obstaclesTo(workspace, column.target, subject.prompt);
        if (!obstacles)
            co_return tl::unexpected(obstacles.error());
        foreseen.obstacles.insert(model, *obstacles);
    }
    const auto estimates = co_await estimateColumns(workspace, subject);
    if (estimates)
        foreseen.estimates = *estimates;
    for (qsizetype i = 0; i < foreseen.estimates.size(); ++i)
        foreseen.notTaken.insert(subject.columns.at(i).column, foreseen.estimates.at(i).notTaken);
    foreseen.leavesOut = workspace.orchestrator().policy().dropUnsupported;
    co_return foreseen;
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
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, &RunEstimate::estimate);
    connect(this, &QToolButton::clicked, this, [this] {
        fillMenu();
        m_menu->popup(mapToGlobal(QPoint(0, height())));
    });
    showEstimates();
}

QSize RunEstimate::minimumSizeHint() const
{
    constexpr int letters = 10;
    return {iconSize().width() + fontMetrics().averageCharWidth() * letters,
            QToolButton::minimumSizeHint().height()};
}

void RunEstimate::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    const int room = width() - iconSize().width() - 2 * metrics::normal();
    option.text = fontMetrics().elidedText(text(), Qt::ElideRight, std::max(room, 0));
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
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
        return foresee(workspace, subject);
    }) | whenDone(this, [this, asking](const Result<Foreseen> &foreseen) {
        --m_pending;
        if (asking != m_asking)
            return;
        const Foreseen known = foreseen.value_or(Foreseen());
        m_estimates = known.estimates;
        m_obstacles = known.obstacles;
        m_notTaken = known.notTaken;
        m_leavesOut = known.leavesOut;
        showEstimates();
        Q_EMIT estimated();
    });
}

RunEstimate::Sum RunEstimate::sumOf(const QList<workspace::PromptEstimate> &estimates)
{
    Sum sum;
    for (const workspace::PromptEstimate &estimate : estimates) {
        if (!estimate.problem.isEmpty() || !estimate.inputCost) {
            ++sum.unpriced;
        } else {
            sum.input += *estimate.inputCost;
            sum.atMost =
                sum.atMost.value_or(Money()) + estimate.costAtMost.value_or(estimate.inputCost.value_or(Money()));
        }
        sum.slowest = std::max(sum.slowest, estimate.usualLatency.value_or(std::chrono::milliseconds(0)));
    }
    return sum;
}

void RunEstimate::showEstimates()
{
    m_sum = sumOf(m_estimates);
    QStringList parts;
    if (m_sum.atMost) {
        const QString amount = m_sum.input == *m_sum.atMost
            ? displayMoney(m_sum.input)
            : tr("%1 to %2").arg(displayMoney(m_sum.input), displayMoney(m_sum.atMost));
        parts << (m_sum.unpriced > 0 ? tr("at least %1").arg(amount) : amount);
    }
    if (m_sum.unpriced > 0)
        parts << tr("%n price(s) unknown", nullptr, m_sum.unpriced);
    if (m_sum.slowest.count() > 0)
        parts << seconds(m_sum.slowest);
    setText(parts.isEmpty() ? tr("No estimate") : parts.join(u" \u00B7 "_s));
    setToolTip(text() + u'\n'
               + tr("What this run will cost: from the question alone to the longest answers.\n"
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
    if (!estimate.notTaken.isEmpty())
        parts << tr("not taken: %1").arg(providers::namesOf(estimate.notTaken));
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
    return whyToAsk(m_sum);
}

QString RunEstimate::whyToAsk(const Sum &sum) const
{
    const std::optional<Money> most = limit();
    if (!most || !sum.atMost || *sum.atMost <= *most)
        return {};
    const QString why = tr("This run may cost up to %1; you asked to be told above %2.")
                            .arg(displayMoney(sum.atMost), displayMoney(most));
    return sum.unpriced == 0
        ? why
        : tr("%1 %n model(s) without a known price come on top.", nullptr, sum.unpriced).arg(why);
}

void RunEstimate::check(const Subject &subject, std::function<void(const QString &why)> then)
{
    ++m_pending;
    m_context.engine.run([subject](workspace::Workspace &workspace) {
        return estimateColumns(workspace, subject);
    }) | whenDone(this, [this, then](const Result<QList<workspace::PromptEstimate>> &estimates) {
        then(estimates ? whyToAsk(sumOf(*estimates)) : QString());
        --m_pending;
    });
}

} // namespace assay::ui
