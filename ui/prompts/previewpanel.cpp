// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/previewpanel.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QClipboard>
#include <QCoroFuture>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr qsizetype longestShown = 100'000; ///< characters of a message: laying out more takes too long
constexpr int delayMs = 80; ///< with the rendering, within 150 ms of a key

QString roleTitle(providers::Role role)
{
    switch (role) {
    case providers::Role::System:
        return PreviewPanel::tr("System");
    case providers::Role::User:
        return PreviewPanel::tr("User");
    case providers::Role::Assistant:
        return PreviewPanel::tr("Assistant");
    case providers::Role::Tool:
        return PreviewPanel::tr("Tool result");
    }
    return {};
}

} // namespace

PreviewPanel::PreviewPanel(const PageContext &context, std::function<Subject()> subject, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_subject(std::move(subject))
    , m_problem(new QLabel(this))
    , m_text(new QPlainTextEdit(this))
{
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFont(context.theme.fixedFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->document()->setDocumentMargin(metrics::page()); // in line with the heading
    m_text->setAccessibleName(tr("Rendered prompt"));
    m_text->setPlaceholderText(tr("What a model would get stands here."));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(metrics::page(), 0, metrics::page(), metrics::normal());
    m_problem->hide();

    auto *copy = iconButton(context.theme, u"copy"_s, tr("Copy the rendered prompt"), this);
    auto *close = iconButton(context.theme, u"close"_s, tr("Close the preview"), this);
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(close, &QToolButton::clicked, this, &PreviewPanel::closed);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::page(), metrics::normal(), metrics::normal(), metrics::normal());
    head->addWidget(sectionHeading(tr("Preview"), this), 1);
    head->addWidget(copy);
    head->addWidget(close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(m_problem);
    rows->addWidget(m_text, 1);

    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMs);
    connect(&m_delay, &QTimer::timeout, this, &PreviewPanel::render);
    connect(&context.theme, &Theme::changed, this, &PreviewPanel::showPreview);
}

void PreviewPanel::touch()
{
    if (isVisible() && !m_delay.isActive()) // not put off by the next key
        m_delay.start();
}

void PreviewPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_delay.start();
}

QString PreviewPanel::problem() const
{
    return m_problem->text();
}

void PreviewPanel::render()
{
    if (m_pending > 0) {
        m_askAgain = true;
        return;
    }
    m_askAgain = false;
    ++m_pending;
    using prompts::PromptPreview;
    m_context.engine.run([subject = m_subject()](
                             workspace::Workspace &workspace) -> QCoro::Task<Result<PromptPreview>> {
        auto whole = co_await workspace.prompts().expanded(subject.content, subject.name);
        if (!whole)
            co_return tl::unexpected(whole.error());
        co_return prompts::previewOf(std::move(*whole), subject.values);
    }) | whenDone(this, [this](const Result<PromptPreview> &preview) {
        --m_pending;
        if (preview) {
            m_shown = *preview;
            showPreview();
        } else {
            showProblem(preview.error().message);
        }
        if (m_askAgain)
            render();
    });
}

void PreviewPanel::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_context.theme.tokens().error);
    m_problem->setPalette(palette);
    m_text->setAccessibleDescription(problem);
}

void PreviewPanel::showPreview()
{
    const ThemeTokens &tokens = m_context.theme.tokens();
    QTextCharFormat plain;
    plain.setForeground(tokens.text);
    QTextCharFormat title;
    title.setForeground(tokens.muted);
    title.setFontWeight(QFont::Bold);
    QTextCharFormat value = plain;
    value.setBackground(tokens.variableGround);
    QTextCharFormat missing;
    missing.setForeground(tokens.error);
    missing.setUnderlineColor(tokens.error);
    missing.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    missing.setToolTip(tr("No value yet"));

    const int scrolled = m_text->verticalScrollBar()->value();
    m_text->clear();
    QTextCursor cursor(m_text->document());
    cursor.beginEditBlock();
    for (const prompts::PreviewMessage &message : m_shown.messages) {
        if (!m_text->document()->isEmpty())
            cursor.insertText(u"\n\n"_s, plain);
        const QString pictures = message.images > 0
            ? u" \u00b7 "_s + tr("%n picture(s)", nullptr, static_cast<int>(message.images))
            : QString();
        cursor.insertText(roleTitle(message.role) + pictures + u'\n', title);
        qsizetype from = 0;
        const qsizetype shown = std::min(message.text.size(), longestShown);
        for (const prompts::PreviewSpan &span : message.spans) {
            if (span.start + span.length > shown)
                break;
            cursor.insertText(message.text.sliced(from, span.start - from), plain);
            cursor.insertText(message.text.sliced(span.start, span.length),
                              span.kind == prompts::PreviewSpan::Kind::Missing ? missing : value);
            from = span.start + span.length;
        }
        cursor.insertText(message.text.sliced(from, std::max(shown - from, qsizetype(0))), plain);
        if (shown < message.text.size())
            cursor.insertText(u"\n"_s
                                  + tr("\u2026 and %L1 more characters, which \u201cCopy\u201d takes along")
                                        .arg(message.text.size() - shown),
                              title);
    }
    cursor.endEditBlock();
    m_text->verticalScrollBar()->setValue(scrolled);
    QStringList problems = m_shown.problems;
    if (!m_shown.missing.isEmpty())
        problems.prepend(tr("No value yet: %1.").arg(m_shown.missing.join(", "_L1)));
    showProblem(problems.join(u'\n'));
}

} // namespace assay::ui
