// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/commitrow.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

CommitRow::CommitRow(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_message(new QLineEdit(this))
    , m_commit(new QPushButton(theme.icon(u"commit"_s), tr("&Commit"), this))
    , m_problem(new QLabel(this))
{
    m_message->setPlaceholderText(tr("What changed, in a few words"));
    m_message->setAccessibleName(tr("Message of the new version"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();

    auto *line = new QHBoxLayout;
    line->setSpacing(metrics::normal());
    line->addWidget(m_message, 1);
    line->addWidget(m_commit);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::tight());
    rows->addLayout(line);
    rows->addWidget(m_problem);
    connect(m_commit, &QPushButton::clicked, this, &CommitRow::submit);
    connect(m_message, &QLineEdit::returnPressed, this, &CommitRow::submit);
    connect(m_message, &QLineEdit::textEdited, this, [this] { setProblem({}); });
}

void CommitRow::setNextVersion(int number)
{
    m_commit->setText(tr("&Commit v%1").arg(number));
}

void CommitRow::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    m_problem->setPalette(palette);
    m_problem->setVisible(!sentence.isEmpty());
    m_message->setAccessibleDescription(sentence);
}

void CommitRow::setRefusal(const QString &sentence)
{
    if (sentence == m_refusal)
        return;
    m_refusal = sentence;
    m_commit->setEnabled(sentence.isEmpty());
    m_message->setEnabled(sentence.isEmpty());
    m_commit->setToolTip(sentence);
    m_commit->setAccessibleDescription(sentence);
    setProblem(sentence);
}

void CommitRow::clear()
{
    m_message->clear();
    setProblem(m_refusal);
}

void CommitRow::focusMessage()
{
    m_message->setFocus();
}

void CommitRow::submit()
{
    if (m_message->text().trimmed().isEmpty()) {
        setProblem(tr("Say in a few words what changed: that is how you find this version again."));
        m_message->setFocus();
        return;
    }
    Q_EMIT commitRequested(m_message->text().trimmed());
}

} // namespace assay::ui
