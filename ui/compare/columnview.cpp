// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/columnview.h"

#include "ui/compare/columnheader.h"
#include "ui/compare/conversationview.h"
#include "ui/compare/errorcard.h"
#include "ui/compare/metricsstrip.h"
#include "ui/compare/tokenview.h"
#include "ui/markdown/answerbrowser.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

using WayOut = ColumnView::WayOut;

WayOut wayOutOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Authentication:
    case ErrorCode::Keychain:
        return WayOut::AddKey;
    case ErrorCode::NotFound:
    case ErrorCode::Permission:
        return WayOut::ChooseModel;
    case ErrorCode::InvalidRequest:
    case ErrorCode::ContextLengthExceeded:
        return WayOut::ChangeParameters;
    case ErrorCode::RateLimited:
    case ErrorCode::Overloaded:
    case ErrorCode::ServerError:
    case ErrorCode::Timeout:
    case ErrorCode::Network:
    case ErrorCode::MalformedResponse:
    case ErrorCode::Storage:
    case ErrorCode::Internal:
        return WayOut::Rerun;
    default:
        return WayOut::None;
    }
}

QString wayOutText(WayOut wayOut)
{
    switch (wayOut) {
    case WayOut::Rerun:
        return ColumnView::tr("Run again");
    case WayOut::AddKey:
        return ColumnView::tr("Add a key");
    case WayOut::ChooseModel:
        return ColumnView::tr("Choose another model");
    case WayOut::ChangeParameters:
        return ColumnView::tr("Change parameters");
    case WayOut::None:
        break;
    }
    return {};
}

} // namespace

ColumnView::ColumnView(ColumnId id, ModelListModel &models, StreamClock &clock, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_id(id)
    , m_models(models)
    , m_theme(theme)
    , m_header(new ColumnHeader(models, theme, this))
    , m_notice(new QLabel(this))
    , m_error(new ErrorCard(theme, this))
    , m_conversation(new ConversationView(theme, this))
    , m_reply(new ReplyBox(theme, this))
    , m_tokens(new TokenView(theme, this))
    , m_answer(new StreamingMarkdownView(theme, clock, this))
    , m_strip(new MetricsStrip(theme, this))
{
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setWordWrap(true);
    m_notice->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    m_notice->setAccessibleName(tr("Notice"));
    makeMuted(m_notice);
    m_notice->hide();
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_header);
    rows->addWidget(m_conversation);
    rows->addWidget(m_notice);
    rows->addWidget(m_error);
    rows->addWidget(m_answer, 1);
    rows->addWidget(m_tokens);
    rows->addWidget(m_reply);
    rows->addWidget(m_strip);
    setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    connect(m_answer, &StreamingMarkdownView::frame, this, &ColumnView::onFrame);
    connect(m_header, &ColumnHeader::changed, this, &ColumnView::checkTarget);
    connect(m_header, &ColumnHeader::contentChanged, this, [this] {
        const auto &content = m_header->content();
        m_conversation->setTurns(content && content->isRendered ? content->content.messages
                                                                : std::vector<providers::Message>());
    });
    showNothing();
}

void ColumnView::showNothing()
{
    m_stream.reset();
    m_metrics.reset();
    m_answeredBy.reset();
    m_remarks.clear();
    m_text.clear();
    m_completion = {};
    m_tokens->setTokens({});
    m_error->hide();
    m_notice->hide();
    m_answer->setMarkdown({});
    m_answer->browser()->setPlaceholderText(tr("Press Ctrl+Return to ask every column."));
    m_strip->showNothing();
    m_header->setWinner(false);
    m_header->setWinnable(false);
}

void ColumnView::showStream(std::shared_ptr<ColumnStream> stream)
{
    showNothing();
    m_stream = std::move(stream);
    m_since.start();
    m_answeredBy = m_header->chooser()->target();
    if (m_answeredBy)
        m_answer->setAnswerName(tr("Answer of %1").arg(m_models.label(*m_answeredBy)));
    m_answer->browser()->setPlaceholderText({});
    beginAnswer();
    m_strip->showRunning(0, {});
}

void ColumnView::beginAnswer()
{
    m_text.clear();
    m_firstTokenMs.reset();
    m_calls = {};
    m_answer->begin();
}

void ColumnView::onFrame()
{
    if (!m_stream)
        return;
    const ColumnStream::Arrived arrived = m_stream->drain();
    if (arrived.isAnew)
        beginAnswer();
    if (arrived.hasBegun && !m_firstTokenMs) {
        m_firstTokenMs = m_since.elapsed();
        showNotice({});
    }
    if (!arrived.text.isEmpty()) {
        if (m_text.isEmpty() && isJson(m_header->parameters()))
            m_answer->append(jsonFence());
        m_text += arrived.text;
        m_answer->append(arrived.text);
    }
    if (!arrived.reasoning.isEmpty())
        m_answer->appendReasoning(arrived.reasoning);
    for (const providers::Delta &fragment : arrived.calls) {
        if (!m_calls.hasBegun() && !m_text.isEmpty() && isJson(m_header->parameters()))
            m_answer->append(u"\n```"_s);
        m_answer->append(m_calls.write(fragment));
    }
    if (!arrived.notice.isEmpty() && !m_firstTokenMs)
        showNotice(arrived.notice);
    constexpr qint64 tenth = 100;
    m_strip->showRunning(m_since.elapsed() / tenth * tenth, m_firstTokenMs);
}

void ColumnView::showOutcome(const ColumnOutcome &outcome)
{
    const bool isStreaming = m_stream != nullptr;
    m_answer->browser()->setPlaceholderText({}); // an empty answer is one, too
    if (isStreaming)
        onFrame();
    m_stream.reset();
    m_answeredBy = outcome.target;
    m_remarks = outcome.notes;
    if (!outcome.formatProblem.isEmpty())
        m_remarks.prepend(tr("Not what was asked for: %1").arg(outcome.formatProblem));
    m_text = outcome.completion.text + outcome.completion.refusal;
    m_completion = outcome.completion;
    m_tokens->setTokens(outcome.completion.logprobs);
    m_answer->setAnswerName(tr("Answer of %1").arg(m_models.label(outcome.target)));

    const QString text = answerMarkdown(outcome.completion, outcome.parameters);
    if (isStreaming && text == m_answer->markdown() && outcome.completion.reasoning == m_answer->reasoning())
        m_answer->finish();
    else
        m_answer->setMarkdown(text, outcome.completion.reasoning);

    if (outcome.record) {
        m_metrics = metricsOf(*outcome.record);
        m_strip->showMetrics(*m_metrics);
    } else {
        m_metrics.reset();
        m_strip->showNothing();
    }
    m_header->setWinnable(outcome.record && outcome.record->status == telemetry::CallStatus::Ok);
    showErrorOf(outcome);
    checkTarget();
}

void ColumnView::showErrorOf(const ColumnOutcome &outcome)
{
    const bool wasStopped = outcome.record && outcome.record->status == telemetry::CallStatus::Cancelled;
    if (!outcome.completion.error || wasStopped) {
        m_error->hide();
        return;
    }
    const WayOut wayOut = wayOutOf(outcome.completion.error->code);
    m_error->showError(*outcome.completion.error, wayOutText(wayOut),
                       [this, wayOut] { Q_EMIT wayOutRequested(wayOut); });
}

void ColumnView::showNotice(const QString &notice)
{
    m_notice->setText(notice);
    m_notice->setVisible(!notice.isEmpty());
}

void ColumnView::checkTarget()
{
    if (m_stream)
        return;
    const auto target = m_header->chooser()->target();
    if (m_answeredBy && target != m_answeredBy)
        showNotice(tr("This answer is by %1. Run the column again to ask the model above.")
                       .arg(m_models.label(*m_answeredBy)));
    else
        showNotice(m_remarks.join(u'\n'));
}

void ColumnView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().ground);
}

} // namespace assay::ui
