// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/estimatepanel.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <chrono>

#include <QCoroFuture>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QtConcurrentRun>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

using workspace::PromptEstimate;
using workspace::Workspace;

constexpr auto delay = 300ms;
constexpr int hintsShown = 6;
const auto modelsKey = u"prompts/estimateModels"_s;

QString count(std::int64_t number)
{
    return QLocale().toString(static_cast<qlonglong>(number));
}

QString percent(double share)
{
    return share < 0.001
        ? EstimatePanel::tr("under 0.1 %")
        : EstimatePanel::tr("%1 %").arg(QLocale().toString(share * 100, 'f', share < 0.1 ? 1 : 0));
}

bool isOf(const EstimatePanel::Subject &one, const EstimatePanel::Subject &other)
{
    return one.name == other.name && one.content == other.content && one.values == other.values;
}

QString howSure(const orchestration::TokenEstimate &input)
{
    const QString band = EstimatePanel::tr("Nine of ten requests take %1 to %2 tokens.")
                             .arg(count(input.low), count(input.high));
    return band + u' '
        + (input.isCalibrated ? EstimatePanel::tr("Learned from %n answer(s) of this model.", nullptr,
                                                  static_cast<int>(input.samples))
                              : EstimatePanel::tr("A general margin: this model has not answered yet."));
}

} // namespace

EstimatePanel::EstimatePanel(const PageContext &context, std::function<Subject()> subject, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_subject(std::move(subject))
    , m_problem(new QLabel(this))
    , m_models(new QTreeWidget(this))
    , m_count(new QPushButton(tr("Count exactly"), this))
    , m_hints(new QVBoxLayout)
{
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    makeMuted(m_problem);
    m_models->setAccessibleName(tr("Estimate by model and message"));
    m_models->setColumnCount(2);
    m_models->setHeaderHidden(true);
    m_models->setIndentation(metrics::wide());
    m_models->header()->setStretchLastSection(false);
    m_models->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_models->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_models->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_models->setFixedHeight(6 * metrics::rowHeight());
    m_models->setFocusPolicy(Qt::StrongFocus);
    m_count->setToolTip(
        tr("Sends the prompt to the providers' own token counters. Nothing is generated or billed."));
    m_count->setAccessibleDescription(m_count->toolTip());
    m_count->hide();
    makeLink(m_count);
    connect(m_count, &QPushButton::clicked, this, &EstimatePanel::countExactly);
    auto *other = new QLineEdit(this);
    other->setPlaceholderText(tr("Also for provider/model\u2026"));
    other->setAccessibleName(tr("Another model to estimate for"));
    other->setToolTip(tr("Enter adds the model, or takes it away again"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addWidget(m_problem);
    rows->addWidget(m_models);
    rows->addWidget(m_count, 0, Qt::AlignLeft);
    rows->addWidget(other);
    rows->addLayout(m_hints);
    connect(other, &QLineEdit::returnPressed, this, [this, other] {
        addModel(other->text().trimmed());
        other->clear();
    });
    m_delay.setSingleShot(true);
    connect(&m_delay, &QTimer::timeout, this, &EstimatePanel::estimate);
}

void EstimatePanel::touch()
{
    if (!m_delay.isActive())
        m_delay.start(delay);
}

/// The prompt's model first; without one, those that a person added, else the cheapest guess there is: none.
QList<catalog::ModelRef> EstimatePanel::modelsFor(const QString &promptModel) const
{
    QStringList names{promptModel};
    names += m_context.state.value(modelsKey).toStringList();
    names.removeDuplicates();
    QList<catalog::ModelRef> models;
    for (const QString &name : std::as_const(names)) {
        if (const auto model = catalog::parseModelRef(name))
            models.append(*model);
    }
    return models;
}

void EstimatePanel::addModel(const QString &name)
{
    if (!catalog::parseModelRef(name))
        return showProblem(tr("A model is written as provider/model."));
    QStringList names = m_context.state.value(modelsKey).toStringList();
    if (!names.removeOne(name))
        names.append(name);
    m_context.state.setValue(modelsKey, names);
    touch();
}

void EstimatePanel::estimate()
{
    if (m_pending > 0) {
        m_askAgain = true;
        return;
    }
    m_askAgain = false;
    ++m_pending;
    const Subject subject = m_subject();
    const QList<catalog::ModelRef> models = modelsFor(subject.content.model);
    // The hints take regular expressions over all the text: neither this thread's work nor the engine's.
    auto hints = QtConcurrent::run([content = subject.content] { return prompts::hintsFor(content); });
    auto work = [subject, models, hints](Workspace &workspace) -> QCoro::Task<Result<Answer>> {
        auto estimates =
            co_await estimatePrompt(workspace, subject.content, subject.name, subject.values, models);
        if (!estimates)
            co_return tl::unexpected(estimates.error());
        Answer answer;
        answer.estimates = std::move(*estimates);
        answer.hints = co_await hints;
        co_return answer;
    };
    m_context.engine.run(std::move(work)) | whenDone(this, [this, subject](const Result<Answer> &answer) {
        --m_pending;
        if (answer)
            showAnswer(subject, *answer);
        else
            showProblem(answer.error().message);
        if (m_askAgain)
            touch();
    });
}

void EstimatePanel::countExactly()
{
    m_count->setEnabled(false);
    const Subject subject = m_shown;
    for (const catalog::ModelRef &model : modelsFor(subject.content.model)) {
        ++m_counting;
        auto work = [subject, model](Workspace &workspace) -> QCoro::Task<Result<std::int64_t>> {
            co_return co_await countPrompt(workspace, subject.content, subject.name, subject.values, model);
        };
        m_context.engine.run(std::move(work))
            | whenDone(this, [this, subject, model](const Result<std::int64_t> &tokens) {
                  m_count->setEnabled(--m_counting == 0);
                  if (isOf(subject, m_shown)) // else it is no longer what is shown
                      showCount(model, tokens);
              });
    }
}

void EstimatePanel::showCount(const catalog::ModelRef &model, const Result<std::int64_t> &tokens)
{
    const QList<QTreeWidgetItem *> rows = m_models->findItems(model.toString(), Qt::MatchExactly);
    for (QTreeWidgetItem *row : rows) {
        QTreeWidgetItem *part = tokens ? addPart(row, tr("Counted by the provider"), count(*tokens))
                                       : addPart(row, tokens.error().message, {});
        row->insertChild(0, row->takeChild(row->indexOfChild(part))); // where the estimate stands
        row->setExpanded(true);
    }
}

void EstimatePanel::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (problem.isEmpty())
        return;
    m_summary = problem;
    m_tokensAndCost.clear();
    Q_EMIT summaryChanged();
}

void EstimatePanel::showAnswer(const Subject &subject, const Answer &answer)
{
    showProblem(answer.estimates.isEmpty()
                    ? tr("Choose a model above, or add one here, to see tokens and cost.")
                    : QString());
    showModels(subject, answer.estimates);
    showHints(subject, answer.hints);
    if (answer.estimates.isEmpty())
        return;
    const PromptEstimate &first = answer.estimates.first();
    m_summary = first.problem;
    m_tokensAndCost.clear();
    if (first.problem.isEmpty()) {
        const QString dot = u" \u00B7 "_s;
        m_tokensAndCost = tr("about %1 tokens").arg(count(first.input.tokens));
        if (first.inputCost)
            m_tokensAndCost += dot + displayMoney(first.inputCost);
        m_summary = m_tokensAndCost;
        if (const auto share = first.contextShare(subject.content))
            m_summary += dot + tr("%1 of the context").arg(percent(*share));
    }
    Q_EMIT summaryChanged();
}

void EstimatePanel::showModels(const Subject &subject, const QList<PromptEstimate> &estimates)
{
    m_models->setVisible(!estimates.isEmpty());
    m_count->setVisible(!estimates.isEmpty());
    m_models->clear();
    m_shown = subject;
    for (const PromptEstimate &estimate : estimates) {
        auto *row = new QTreeWidgetItem(m_models, {estimate.model.toString()});
        row->setFirstColumnSpanned(true);
        row->setFont(0, metrics::strongFont());
        row->setToolTip(0, estimate.model.toString());
        if (estimate.problem.isEmpty())
            showParts(row, subject.content, estimate);
        else
            addPart(row, estimate.problem, {});
        row->setExpanded(estimates.size() <= 2);
    }
}

QTreeWidgetItem *EstimatePanel::addPart(QTreeWidgetItem *row, const QString &name, const QString &figure)
{
    auto *part = new QTreeWidgetItem(row, {name, figure});
    part->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    part->setToolTip(0, name);
    return part;
}

void EstimatePanel::showParts(QTreeWidgetItem *row, const prompts::PromptContent &content,
                              const PromptEstimate &estimate)
{
    const orchestration::TokenEstimate &input = estimate.input;
    addPart(row, tr("Input"),
            tr("%1 (%2 to %3)").arg(count(input.tokens), count(input.low), count(input.high)))
        ->setToolTip(1, howSure(input));
    addPart(row, tr("Cost"), displayMoney(estimate.inputCost));
    if (estimate.costAtMost)
        addPart(row, tr("At most"), displayMoney(estimate.costAtMost))
            ->setToolTip(1, tr("With the longest answer that the prompt allows."));
    if (const auto share = estimate.contextShare(content))
        addPart(row, tr("Context"), percent(*share));
    const auto addTokens = [&](const QString &name, std::int64_t tokens) {
        const double whole = static_cast<double>(std::max<std::int64_t>(input.tokens, 1));
        addPart(row, name, tr("%1 (%2)").arg(count(tokens), percent(static_cast<double>(tokens) / whole)));
    };
    size_t number = 0;
    for (const std::int64_t tokens : estimate.messageTokens) {
        const QString role = providers::roleName(content.messages.at(number).role);
        ++number;
        addTokens(tr("%1. %2").arg(number).arg(role), tokens);
    }
    if (estimate.otherTokens > 0)
        addTokens(tr("Tools and framing"), estimate.otherTokens);
}

void EstimatePanel::showHints(const Subject &subject, const QList<prompts::Hint> &hints)
{
    delete m_hintRows;
    m_hintRows = new QWidget(this);
    auto *rows = new QVBoxLayout(m_hintRows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::tight());
    qsizetype whole = 0;
    for (const providers::Message &message : subject.content.messages)
        whole += message.text.size();
    for (const prompts::Hint &hint : hints.first(std::min<qsizetype>(hints.size(), hintsShown))) {
        auto *row = new QHBoxLayout;
        auto *text = new QLabel(textOf(hint), m_hintRows);
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText);
        if (hint.savedCharacters > 0 && whole > 0) {
            text->setText(
                text->text() + u' '
                + tr("(%1 of the text)").arg(percent(double(hint.savedCharacters) / double(whole))));
        }
        makeMuted(text);
        row->addWidget(text, 1);
        auto *button = new QPushButton(hint.replacement ? tr("Shorten") : tr("Show"), m_hintRows);
        button->setAccessibleDescription(text->text());
        makeLink(button);
        row->addWidget(button, 0, Qt::AlignTop);
        connect(button, &QPushButton::clicked, this, [this, hint] {
            if (hint.replacement)
                Q_EMIT hintFollowed(hint);
            else
                Q_EMIT hintShown(hint);
        });
        rows->addLayout(row);
    }
    m_hints->addWidget(m_hintRows);
}

} // namespace assay::ui
