// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptdetails.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/elidedlabel.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

PromptDetails::PromptDetails(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_name(new QLineEdit(this))
    , m_folder(new QLineEdit(this))
    , m_tags(new QLineEdit(this))
    , m_estimate(new ElidedLabel(this))
    , m_status(new QLabel(this))
    , m_run(new QPushButton(theme.icon(u"run"_s), tr("&Run in Compare"), this))
{
    m_name->setFont(metrics::titleFont());
    m_name->setFrame(false);
    m_name->setAccessibleName(tr("Name of the prompt"));
    m_folder->setPlaceholderText(tr("Folder"));
    m_folder->setAccessibleName(tr("Folder"));
    m_folder->addAction(theme.icon(u"folder"_s), QLineEdit::LeadingPosition);
    m_tags->setPlaceholderText(tr("Tags, separated by commas"));
    m_tags->setAccessibleName(tr("Tags"));
    m_tags->addAction(theme.icon(u"tag"_s), QLineEdit::LeadingPosition);
    m_status->setTextFormat(Qt::PlainText);
    makeMuted(m_status);
    m_estimate->setAccessibleName(tr("Tokens and cost"));
    m_estimate->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_estimate->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    m_estimate->setMinimumWidth(1); // cut rather than widen the page
    makeMuted(m_estimate);
    makePrimary(m_run);

    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::normal());
    top->addWidget(m_name, 1);
    top->addWidget(m_estimate);
    top->addWidget(m_status);
    top->addWidget(m_run);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(metrics::normal());
    bottom->addWidget(m_folder, 1);
    bottom->addWidget(m_tags, 2);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::tight());
    rows->setSpacing(metrics::normal());
    rows->addLayout(top);
    rows->addLayout(bottom);

    connect(m_run, &QPushButton::clicked, this, &PromptDetails::runRequested);
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        if (const QString name = m_name->text().trimmed(); name != m_prompt.name)
            Q_EMIT renamed(name);
    });
    connect(m_folder, &QLineEdit::editingFinished, this, [this] {
        if (const QString folder = m_folder->text().trimmed(); folder != m_prompt.folder)
            Q_EMIT folderChanged(folder);
    });
    connect(m_tags, &QLineEdit::editingFinished, this, [this] {
        if (tags() != m_prompt.tags)
            Q_EMIT tagsChanged(tags());
    });
}

QStringList PromptDetails::tags() const
{
    QStringList tags;
    for (const QString &tag : m_tags->text().split(u',', Qt::SkipEmptyParts)) {
        if (const QString trimmed = tag.trimmed();
            !trimmed.isEmpty() && !tags.contains(trimmed, Qt::CaseInsensitive))
            tags.append(trimmed);
    }
    return tags;
}

void PromptDetails::setPrompt(const prompts::PromptSummary &prompt)
{
    if (prompt.id != m_prompt.id)
        setEstimate({}, {}); // until its own is there
    m_prompt = prompt;
    m_name->setText(prompt.name);
    m_name->setCursorPosition(0);
    m_folder->setText(prompt.folder);
    m_tags->setText(prompt.tags.join(u", "_s));
}

void PromptDetails::setStatus(const QString &status)
{
    m_status->setText(status);
}

void PromptDetails::setEstimate(const QString &estimate, const QString &more)
{
    m_estimate->setText(estimate);
    m_estimate->setToolTip(more);
}

void PromptDetails::startRename()
{
    m_name->setFocus();
    m_name->selectAll();
}

} // namespace assay::ui
