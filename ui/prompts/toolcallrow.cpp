// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/toolcallrow.h"

#include "base/json.h"
#include "ui/prompts/templatehighlighter.h"
#include "ui/prompts/toolname.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <cmath>

#include <QEvent>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

ToolCallRow::ToolCallRow(Theme &theme, const providers::ToolCall &call, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_call(call)
    , m_name(new QLineEdit(call.name, this))
    , m_id(new QLineEdit(call.id, this))
    , m_remove(iconButton(theme, u"remove"_s, tr("Remove the tool call"), this))
    , m_arguments(new QPlainTextEdit(this))
    , m_problem(new QLabel(this))
{
    const QByteArray json = QJsonDocument(call.arguments).toJson(QJsonDocument::Indented);
    m_arguments->setPlainText(call.arguments.isEmpty() ? u"{}"_s : QString::fromUtf8(json).trimmed());
    buildRows();
    auto *highlighter = new TemplateHighlighter(theme, m_arguments->document());
    connect(m_arguments, &QPlainTextEdit::textChanged, this, [this, highlighter] {
        if (!highlighter->isMarking())
            take();
    });
    highlighter->markAllAgain();
    for (QLineEdit *field : {m_name, m_id}) {
        connect(field, &QLineEdit::textEdited, this, &ToolCallRow::take);
        connect(field, &QLineEdit::editingFinished, this, &ToolCallRow::left);
    }
    connect(m_arguments->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged,
            this, &ToolCallRow::fitHeight);
    connect(m_remove, &QToolButton::clicked, this, &ToolCallRow::removeRequested);
    fitHeight();
}

void ToolCallRow::buildRows()
{
    m_name->setPlaceholderText(tr("Name of the tool"));
    m_name->setAccessibleName(tr("Name of the called tool"));
    m_id->setPlaceholderText(tr("Id of the call"));
    m_id->setAccessibleName(tr("Id of the call"));
    m_id->setToolTip(tr("The message with the tool's result names it."));
    m_arguments->setAccessibleName(tr("Arguments of the call, as JSON"));
    m_arguments->setFont(m_theme.fixedFont());
    m_arguments->setTabChangesFocus(true);
    m_arguments->installEventFilter(this);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *label = new QLabel(tr("Calls"), this);
    makeMuted(label);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::normal());
    head->addWidget(label);
    head->addWidget(m_name, 2);
    head->addWidget(m_id, 1);
    head->addWidget(m_remove);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::tight());
    rows->addLayout(head);
    rows->addWidget(m_arguments);
    rows->addWidget(m_problem);
}

void ToolCallRow::take()
{
    const QString name = m_name->text().trimmed();
    const auto arguments = parseJsonObject(m_arguments->toPlainText().toUtf8(), tr("argument text"));
    m_call.id = m_id->text().trimmed();
    if (arguments)
        m_call.arguments = *arguments;
    if (isToolName(name))
        m_call.name = name;
    showProblem(
        !isToolName(name) ? tr("A tool's name has 1 to 64 letters, digits, \u201c_\u201d and \u201c-\u201d.")
            : !arguments  ? tr("%1 The arguments before are kept until then.").arg(arguments.error().message)
                          : QString());
    Q_EMIT changed();
}

QString ToolCallRow::problem() const
{
    return m_problem->text();
}

void ToolCallRow::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    m_problem->setPalette(palette);
    m_arguments->setAccessibleDescription(problem);
}

void ToolCallRow::setReadOnly(bool isReadOnly)
{
    for (QLineEdit *field : {m_name, m_id})
        field->setReadOnly(isReadOnly);
    m_arguments->setReadOnly(isReadOnly);
    m_remove->setVisible(!isReadOnly);
}

void ToolCallRow::zoomBy(int points)
{
    m_arguments->zoomIn(points);
    fitHeight();
}

void ToolCallRow::focusName()
{
    m_name->setFocus();
}

void ToolCallRow::fitHeight()
{
    constexpr int linesMost = 12; // more scroll
    const int lines =
        std::clamp(static_cast<int>(std::ceil(m_arguments->document()->size().height())), 1, linesMost);
    const int margins =
        2 * static_cast<int>(m_arguments->document()->documentMargin()) + 2 * m_arguments->frameWidth();
    const int line = QFontMetrics(m_arguments->font()).lineSpacing();
    m_arguments->setFixedHeight(lines * line + margins + line / 2); // a tight fit would show a scroll bar
}

void ToolCallRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_problem != nullptr)
        showProblem(m_problem->text()); // its colour is the theme's
    QFrame::changeEvent(event);
}

bool ToolCallRow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut)
        Q_EMIT left();
    return QFrame::eventFilter(watched, event);
}

} // namespace assay::ui
