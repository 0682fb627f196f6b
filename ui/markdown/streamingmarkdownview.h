// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/markdown/hiddencharacters.h"
#include "ui/markdown/markdownsplitter.h"
#include "ui/markdown/markdownwriter.h"
#include "ui/markdown/streamclock.h"

#include <memory>
#include <optional>

#include <QTextDocument>
#include <QWidget>

class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace assay::ui {

class AnswerBrowser;
class MessageBar;
class Theme;

/// Markdown that somebody else wrote, shown while it arrives: read-only, inert, smooth.
///
/// Deltas are collected and painted when the clock says so. What later text cannot change is written once;
/// only the piece that still grows is rendered again. The end result is the same as of setMarkdown().
class StreamingMarkdownView final : public QWidget, private StreamClock::Pane {
    Q_OBJECT
public:
    struct Rendering {
        std::unique_ptr<QTextDocument, QScopedPointerDeleteLater> document;
        int hiddenCount = 0;
    };
    using Rendered = std::shared_ptr<Rendering>; ///< a future's value must be copyable

    StreamingMarkdownView(Theme &theme, StreamClock &clock, QWidget *parent = nullptr);
    ~StreamingMarkdownView() override;

    /// Empties the view and starts a stream.
    void begin();
    void append(const QString &delta);
    void appendReasoning(const QString &delta);
    /// The stream is over: the whole text is rendered once more by a worker and swapped in.
    void finish();
    void setMarkdown(const QString &text, const QString &reasoning = {});

    [[nodiscard]] const QString &markdown() const { return m_source; }
    [[nodiscard]] const QString &reasoning() const { return m_reasoning; }
    [[nodiscard]] const QTextDocument *document() const;
    [[nodiscard]] AnswerBrowser *browser() const { return m_browser; }
    [[nodiscard]] bool isStreaming() const { return m_isStreaming; }
    /// Nothing is being rendered and all text is shown.
    [[nodiscard]] bool isSettled() const { return !m_isStreaming && !m_isRendering; }
    [[nodiscard]] bool hasNewTextBelow() const;

    void copyMarkdown() const;
    void setZoom(int step); ///< -4..8 steps of a tenth
    [[nodiscard]] int zoom() const { return m_zoom; }
    /// What screen readers call the text: "Answer of simulated/brisk".
    void setAnswerName(const QString &name);

Q_SIGNALS:
    void frame(); ///< before the stream paints: append() what has arrived
    void zoomChanged(int step);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    enum class Tail { None, Rendered, Code };

    void onFrame() override;
    void reset();
    void flush();
    void write(const MarkdownPiece &piece);
    void writeTail();
    void showReasoning();
    void render();
    void take(Rendered rendered);
    void restyle();
    void confirmLink(const QUrl &url);
    void countHidden();
    void placeNewTextButton();
    [[nodiscard]] bool isTailSelected() const;
    [[nodiscard]] MarkdownStyle style() const;

    Theme &m_theme;
    StreamClock &m_clock;
    QToolButton *m_reasoningToggle;
    QPlainTextEdit *m_reasoningText;
    MessageBar *m_hiddenBar;
    AnswerBrowser *m_browser;
    MessageBar *m_linkBar;
    QPushButton *m_newText;

    QString m_source;
    QString m_pending; ///< of m_source, not shown yet
    QString m_reasoning;
    qsizetype m_reasoningShown = 0;
    int m_hiddenCount = 0;
    HiddenCharacters m_hidden = HiddenCharacters::Box;
    int m_zoom = 0;
    bool m_isStreaming = false;
    bool m_isRendering = false;
    quint64 m_generation = 0; ///< an older rendering never replaces a newer

    MarkdownSplitter m_splitter;
    std::unique_ptr<MarkdownWriter> m_writer;
    Tail m_tail = Tail::None;
    int m_tailStart = 0; ///< position in the document
    qsizetype m_written = 0; ///< characters of the open piece that the document shows
    Rendered m_ready; ///< rendered, but something is selected
};

} // namespace assay::ui
