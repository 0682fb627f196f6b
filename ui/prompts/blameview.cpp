// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/blameview.h"

#include "ui/prompts/versionsmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"

#include <algorithm>

#include <QPlainTextEdit>
#include <QtConcurrentRun>
#include <QTextBlock>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr qsizetype authorChars = 12;

QString gutter(const prompts::BlameLine &line, const prompts::PromptVersion *version, bool isRepeated)
{
    if (isRepeated)
        return QString(6 + authorChars, u' ');
    const QString number = line.version > 0 ? u"v%1"_s.arg(line.version) : BlameView::tr("draft");
    const QString author = version != nullptr ? version->author.left(authorChars) : QString();
    return u"%1 %2 "_s.arg(number, 4).arg(author, -authorChars);
}

} // namespace

BlameView::BlameView(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(sectionHeading({}, this))
    , m_text(new QPlainTextEdit(this))
{
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setFont(theme.fixedFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Who wrote each line"));
    connect(&theme, &Theme::changed, this, &BlameView::fill);
    auto *close = iconButton(theme, u"close"_s, tr("Close"), this);
    connect(close, &QToolButton::clicked, this, &BlameView::closed);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), metrics::normal());
    head->addWidget(m_title, 1);
    head->addWidget(close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(m_text, 1);
}

void BlameView::setContent(const prompts::PromptContent &content, int number, int parent, int mergedParent,
                           const QList<prompts::PromptVersion> &versions)
{
    m_title->setText(number > 0 ? tr("Who wrote version %1").arg(number) : tr("Who wrote the draft"));
    ++m_pending;
    const quint64 asked = ++m_asked;
    QtConcurrent::run(prompts::blame, content, number, parent, mergedParent, versions)
        | whenDone(this, [this, asked, versions](const QList<prompts::BlameLine> &lines) {
              --m_pending;
              if (asked != m_asked)
                  return;
              m_lines = lines;
              m_versions = versions;
              fill();
          });
}

void BlameView::fill()
{
    QTextCharFormat plain;
    plain.setForeground(m_theme.tokens().text);
    QTextCharFormat muted;
    muted.setForeground(m_theme.tokens().muted);
    m_text->clear();
    QTextCursor cursor(m_text->document());
    cursor.beginEditBlock();
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        const prompts::BlameLine &line = m_lines.at(i);
        const auto found = std::ranges::find(m_versions, line.version, &prompts::PromptVersion::number);
        const prompts::PromptVersion *version = found == m_versions.end() ? nullptr : &*found;
        if (i > 0)
            cursor.insertBlock();
        const bool isRepeated = i > 0 && m_lines.at(i - 1).version == line.version;
        muted.setToolTip(version == nullptr
                             ? tr("Not committed yet")
                             : u"%1\n%2"_s.arg(version->message, absoluteTime(version->createdAt)));
        cursor.insertText(gutter(line, version, isRepeated), muted);
        cursor.insertText(line.text, plain);
    }
    cursor.endEditBlock();
    m_text->moveCursor(QTextCursor::Start);
}

} // namespace assay::ui
