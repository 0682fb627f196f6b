// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/calls/calldetails.h"

#include "orchestration/callcontent.h"
#include "ui/calls/callsmodel.h"
#include "ui/calls/costmodel.h"
#include "ui/calls/timelinedelegate.h"
#include "ui/calls/timelinemodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QApplication>
#include <QClipboard>
#include <QCoroFuture>
#include <QDateTime>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLocale>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QPlainTextEdit *textView(const Theme &theme, const QString &name, QWidget *parent)
{
    auto *view = new QPlainTextEdit(parent);
    view->setReadOnly(true);
    view->setAccessibleName(name);
    view->setFrameShape(QFrame::NoFrame);
    view->setFont(theme.fixedFont());
    return view;
}

/// Messages under their roles; a JSON that does not parse is shown as it is.
QString requestText(const QByteArray &json)
{
    const auto content = orchestration::decodeRequestContent(json);
    if (!content)
        return QString::fromUtf8(json);
    QStringList parts;
    for (const providers::Message &message : content->messages) {
        QString part = u"\u2014 %1 \u2014\n%2"_s.arg(providers::roleName(message.role), message.text);
        for (const providers::ToolCall &call : message.toolCalls)
            part += u"\n%1(%2)"_s.arg(
                call.name, QString::fromUtf8(QJsonDocument(call.arguments).toJson(QJsonDocument::Compact)));
        if (!message.images.empty())
            part += u'\n' + CallDetails::tr("%Ln image(s)", nullptr, static_cast<int>(message.images.size()));
        parts.append(part);
    }
    for (const providers::Tool &tool : content->tools)
        parts.append(CallDetails::tr("Tool: %1. %2").arg(tool.name, tool.description));
    const QJsonObject parameters = providers::toJson(content->parameters);
    if (!parameters.isEmpty())
        parts.append(QString::fromUtf8(QJsonDocument(parameters).toJson()));
    return parts.join(u"\n\n"_s);
}

QString answerText(const QByteArray &json)
{
    const auto completion = orchestration::decodeResponseContent(json);
    if (!completion)
        return QString::fromUtf8(json);
    QStringList parts;
    if (!completion->reasoning.isEmpty())
        parts.append(CallDetails::tr("Reasoning:") + u'\n' + completion->reasoning);
    if (const QString text = completion->text + completion->refusal; !text.isEmpty())
        parts.append(text);
    for (const providers::ToolCall &call : completion->toolCalls)
        parts.append(u"%1(%2)"_s.arg(
            call.name, QString::fromUtf8(QJsonDocument(call.arguments).toJson(QJsonDocument::Compact))));
    return parts.isEmpty() ? CallDetails::tr("There is no answer.") : parts.join(u"\n\n"_s);
}

QString factsText(const telemetry::CallRecord &record)
{
    QStringList facts{callStatusText(record)};
    if (record.latencyUs > 0)
        facts.append(CallDetails::tr("%1 at the provider").arg(elapsedText(record.latencyUs)));
    if (record.waitedUs > 0)
        facts.append(CallDetails::tr("%1 before that").arg(elapsedText(record.waitedUs)));
    if (record.usage) {
        const QString tokens =
            CallDetails::tr("%L1 tokens in, %L2 out").arg(record.usage->input).arg(record.usage->output);
        facts.append(record.usageEstimated ? CallDetails::tr("%1 (estimated)").arg(tokens) : tokens);
    }
    const QString cost = displayMoney(record.cost);
    facts.append(record.usageEstimated && record.cost ? u"\u2248 "_s + cost : cost);
    return facts.join(u" \u00b7 "_s);
}

} // namespace

CallDetails::CallDetails(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_timeline(new TimelineModel(this))
    , m_costs(new CostModel(this))
    , m_tabs(new QTabWidget(this))
    , m_title(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_bar(new MessageBar(context.theme, this))
    , m_steps(buildTimeline())
    , m_step(new QLabel(this))
    , m_costTable(buildCosts())
    , m_costNote(new QLabel(this))
    , m_request(textView(context.theme, tr("What was sent"), this))
    , m_answer(textView(context.theme, tr("What came back"), this))
{
    m_title->setFont(metrics::headingFont());
    for (QLabel *label : {m_title, m_facts, m_step, m_costNote}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    makeMuted(m_facts);
    makeMuted(m_costNote);
    m_step->setAccessibleName(tr("The selected step"));

    auto *timeline = new QWidget(m_tabs);
    auto *timelineRows = new QVBoxLayout(timeline);
    timelineRows->setContentsMargins(0, 0, 0, 0);
    timelineRows->setSpacing(metrics::normal());
    timelineRows->addWidget(m_steps, 1);
    timelineRows->addWidget(m_step);
    auto *costs = new QWidget(m_tabs);
    auto *costRows = new QVBoxLayout(costs);
    costRows->setContentsMargins(0, 0, 0, 0);
    costRows->setSpacing(metrics::normal());
    costRows->addWidget(m_costTable, 1);
    costRows->addWidget(m_costNote);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Parts of the call"));
    m_tabs->addTab(timeline, tr("&Timeline"));
    m_tabs->addTab(costs, tr("C&ost"));
    m_tabs->addTab(m_request, tr("Re&quest"));
    m_tabs->addTab(m_answer, tr("A&nswer"));

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addWidget(m_bar);
    rows->addWidget(m_title);
    rows->addWidget(m_facts);
    rows->addWidget(m_tabs, 1);
    clear();
}

QTableView *CallDetails::buildTimeline()
{
    auto *view = new QTableView(this);
    view->setModel(m_timeline);
    view->setItemDelegateForColumn(TimelineModel::Bar, new TimelineDelegate(m_context.theme, view));
    view->setAccessibleName(tr("Timeline"));
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setShowGrid(false);
    view->setTabKeyNavigation(false);
    view->setWordWrap(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setStretchLastSection(true);
    const int character = fontMetrics().averageCharWidth();
    view->setColumnWidth(TimelineModel::At, character * 12);
    view->setColumnWidth(TimelineModel::Step, character * 48);
    view->setColumnWidth(TimelineModel::Bar, character * 30);
    connect(view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { showStep(current.row()); });
    return view;
}

QTableView *CallDetails::buildCosts()
{
    auto *view = new QTableView(this);
    view->setModel(m_costs);
    view->setAccessibleName(tr("Cost of each kind of token"));
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setShowGrid(false);
    view->setTabKeyNavigation(false);
    view->setFrameShape(QFrame::NoFrame);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    view->horizontalHeader()->setHighlightSections(false);
    const int character = fontMetrics().averageCharWidth();
    view->horizontalHeader()->setSectionResizeMode(CostModel::Kind, QHeaderView::Stretch);
    for (const int column : {CostModel::Tokens, CostModel::Price, CostModel::Cost})
        view->setColumnWidth(column, character * 18);
    return view;
}

void CallDetails::showStep(int row)
{
    m_step->setText(row < 0 ? QString() : m_timeline->rowText(row));
}

void CallDetails::showCosts(const telemetry::CallRecord &record)
{
    m_costs->setRecord(record);
    m_costNote->setText(m_costs->rowCount() > 0 || !m_costs->note().isEmpty()
                            ? m_costs->note()
                            : tr("The provider did not say what was used."));
}

void CallDetails::clear()
{
    m_record.reset();
    m_wanted.reset();
    m_title->setText(tr("Choose a call to see what happened to it."));
    m_facts->clear();
    m_step->clear();
    m_timeline->setTrace({});
    m_tabs->hide();
}

void CallDetails::showCall(const CallId &id)
{
    m_wanted = id;
    ++m_pending;
    m_context.engine.run([id](workspace::Workspace &workspace) -> QCoro::Task<Result<telemetry::CallRecord>> {
        auto record = co_await workspace.log().call(id);
        co_return record;
    }) | whenDone(this, [this, id](const Result<telemetry::CallRecord> &record) {
        --m_pending;
        if (m_wanted != id)
            return; // another one was chosen meanwhile
        if (record)
            showRecord(*record);
        else
            m_bar->showError(record.error(), {tr("Retry"), [this, id] { showCall(id); }});
    });
}

void CallDetails::showRecord(const telemetry::CallRecord &record)
{
    m_record = record;
    const QDateTime started = QDateTime::fromMSecsSinceEpoch(record.startedAt / 1000);
    m_title->setText(
        u"%1/%2, %3"_s.arg(record.provider, record.model, QLocale().toString(started, QLocale::ShortFormat)));
    m_facts->setText(record.error ? factsText(record) + u'\n' + record.error->message : factsText(record));
    m_timeline->setTrace(record.trace);
    showCosts(record);
    m_step->setText(record.trace.empty() ? tr("This call is older than timelines.") : QString());
    m_request->setPlainText(requestText(record.request));
    m_answer->setPlainText(answerText(record.response));
    m_tabs->show();
    if (!record.trace.empty())
        m_steps->selectRow(0);
}

void CallDetails::copyAsJson() const
{
    if (!m_record)
        return;
    const QJsonObject call{
        {u"id"_s, m_record->id.toString()},
        {u"model"_s, QString(m_record->provider + u'/' + m_record->model)},
        {u"status"_s, telemetry::callStatusName(m_record->status)},
        {u"request"_s, QJsonDocument::fromJson(m_record->request).object()},
        {u"response"_s, QJsonDocument::fromJson(m_record->response).object()},
        {u"trace"_s, telemetry::toJson(m_record->trace)},
    };
    QApplication::clipboard()->setText(QString::fromUtf8(QJsonDocument(call).toJson()));
}

} // namespace assay::ui
