// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/answertext.h"
#include "ui/compare/columnmetrics.h"
#include "ui/compare/runcontroller.h"

#include <QElapsedTimer>
#include <QWidget>

class QLabel;

namespace assay::ui {

class ColumnHeader;
class ConversationView;
class ReplyBox;
class TokenView;
class ErrorCard;
class MetricsStrip;
class ModelListModel;
class StreamClock;
class StreamingMarkdownView;
class Theme;

/// One column of the comparison: header, answer as it arrives, figures.
class ColumnView final : public QWidget {
    Q_OBJECT
public:
    /// What a person can do about an error here.
    enum class WayOut { None, Rerun, AddKey, ChooseModel, ChangeParameters };
    Q_ENUM(WayOut)

    ColumnView(ColumnId id, ModelListModel &models, StreamClock &clock, Theme &theme,
               QWidget *parent = nullptr);

    [[nodiscard]] ColumnId id() const { return m_id; }
    [[nodiscard]] ColumnHeader *header() const { return m_header; }
    [[nodiscard]] StreamingMarkdownView *answer() const { return m_answer; }
    [[nodiscard]] MetricsStrip *strip() const { return m_strip; }
    [[nodiscard]] ErrorCard *errorCard() const { return m_error; }

    void showNothing();
    void showStream(std::shared_ptr<ColumnStream> stream);
    void showOutcome(const ColumnOutcome &outcome);
    [[nodiscard]] const std::optional<ColumnMetrics> &metrics() const { return m_metrics; }
    [[nodiscard]] ConversationView *conversation() const { return m_conversation; }
    [[nodiscard]] TokenView *tokens() const { return m_tokens; }
    [[nodiscard]] ReplyBox *reply() const { return m_reply; }
    /// All of the last answer that ended.
    [[nodiscard]] const providers::Completion &completion() const { return m_completion; }
    /// The answer as the model wrote it, so far.
    [[nodiscard]] const QString &text() const { return m_text; }
    /// It said something, or called a tool.
    [[nodiscard]] bool hasAnswer() const { return !m_text.isEmpty() || !m_completion.toolCalls.empty(); }
    [[nodiscard]] bool isRunning() const { return m_stream != nullptr; }

Q_SIGNALS:
    void wayOutRequested(assay::ui::ColumnView::WayOut wayOut);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void onFrame();
    void beginAnswer();
    void showErrorOf(const ColumnOutcome &outcome);
    void showNotice(const QString &notice);
    void checkTarget();

    ColumnId m_id;
    ModelListModel &m_models;
    Theme &m_theme;
    ColumnHeader *m_header;
    QLabel *m_notice;
    ErrorCard *m_error;
    ConversationView *m_conversation;
    ReplyBox *m_reply;
    TokenView *m_tokens;
    StreamingMarkdownView *m_answer;
    MetricsStrip *m_strip;
    std::shared_ptr<ColumnStream> m_stream; ///< while it runs
    CallWriter m_calls; ///< of the answer that arrives
    QElapsedTimer m_since;
    std::optional<qint64> m_firstTokenMs;
    std::optional<ColumnMetrics> m_metrics;
    std::optional<catalog::ModelRef> m_answeredBy;
    QStringList m_remarks; ///< about the answer shown
    QString m_text;
    providers::Completion m_completion;
};

} // namespace assay::ui
