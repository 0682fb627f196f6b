// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/reviewdetails.h"

#include "orchestration/safetytexts.h"
#include "ui/operations/operationstexts.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QLocale>
#include <QPlainTextEdit>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using validation::Finding;
using validation::ReviewDecision;
using validation::ReviewItem;
using validation::ReviewState;

/// Where a finding is in the excerpt; none when it lies beyond what was kept.
bool isWithin(const Finding &finding, const ReviewItem &item)
{
    return finding.block == 0 && finding.offset >= 0 && finding.length > 0
        && finding.offset + finding.length <= item.excerpt.size();
}

QString findingText(const Finding &finding, const ReviewItem &item)
{
    QString what = ReviewDetails::tr("%1: %2 (%3)", "rule: what was found (recogniser)")
                       .arg(finding.ruleId, finding.excerpt, finding.recogniser);
    if (!finding.where.isEmpty())
        what = ReviewDetails::tr("%1 in %2", "finding in place")
                   .arg(what, orchestration::placeOf(finding.where));
    return isWithin(finding, item)
        ? ReviewDetails::tr("%1, at character %L2 below").arg(what).arg(finding.offset + 1)
        : ReviewDetails::tr("%1, beyond the part kept below").arg(what);
}

} // namespace

ReviewDetails::ReviewDetails(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_heading(sectionHeading({}, this))
    , m_findings(new QListWidget(this))
    , m_text(new QPlainTextEdit(this))
    , m_verdict(new QLabel(this))
    , m_decision(new QWidget(this))
    , m_note(new QLineEdit(this))
    , m_approve(new QPushButton(tr("&Approve"), this))
    , m_reject(new QPushButton(tr("&Reject"), this))
    , m_call(new QPushButton(tr("&Open the call in the log"), this))
{
    build();
    connect(m_approve, &QPushButton::clicked, this, [this] { Q_EMIT decided(ReviewDecision::Approve); });
    connect(m_reject, &QPushButton::clicked, this, [this] { Q_EMIT decided(ReviewDecision::Reject); });
    connect(m_call, &QPushButton::clicked, this, [this] {
        if (m_item)
            Q_EMIT callRequested(m_item->call);
    });
    connect(m_findings, &QListWidget::currentRowChanged, this, &ReviewDetails::showFinding);
    connect(&theme, &Theme::changed, this, &ReviewDetails::highlight);
    showItem();
}

void ReviewDetails::build()
{
    m_heading->setTextFormat(Qt::PlainText);
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setWordWrap(true);
    m_findings->setAccessibleName(tr("Findings"));
    m_findings->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Text for review"));
    m_text->setReadOnly(true);
    m_text->setFont(m_theme.fixedFont());
    m_text->setTabChangesFocus(true);
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("Note (optional)"));
    m_note->setMaxLength(1000);
    makePrimary(m_approve);
    makeDanger(m_reject);
    m_approve->setToolTip(tr("Approve (A)"));
    m_reject->setToolTip(tr("Reject (R)"));
    makeLink(m_call);

    auto *head = new QHBoxLayout;
    head->addWidget(m_heading, 1);
    head->addWidget(m_call);
    auto *decision = new QHBoxLayout(m_decision);
    decision->setContentsMargins(0, 0, 0, 0);
    decision->setSpacing(metrics::normal());
    decision->addWidget(m_note, 1);
    decision->addWidget(m_reject);
    decision->addWidget(m_approve);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addLayout(head);
    rows->addWidget(m_findings);
    rows->addWidget(m_text, 1);
    rows->addWidget(m_verdict);
    rows->addWidget(m_decision);
}

QString ReviewDetails::note() const
{
    return m_note->text().trimmed();
}

bool ReviewDetails::isOpen() const
{
    return m_item && m_item->state == ReviewState::Open;
}

void ReviewDetails::setItem(const std::optional<ReviewItem> &item)
{
    const bool isSame = item && m_item && item->id == m_item->id && item->state == m_item->state
        && item->excerptProblem == m_item->excerptProblem;
    m_item = item;
    if (isSame)
        return;
    m_note->clear();
    showItem();
}

void ReviewDetails::showItem()
{
    for (QWidget *part : QList<QWidget *>{m_heading, m_findings, m_text, m_call})
        part->setVisible(m_item.has_value());
    m_decision->setVisible(isOpen());
    m_verdict->setVisible(m_item && !isOpen());
    if (!m_item)
        return;
    m_heading->setText(m_item->direction == validation::Direction::Input ? tr("Went out to the provider")
                                                                         : tr("Came back from the provider"));
    m_text->setPlainText(m_item->excerptProblem.isEmpty() ? m_item->excerpt : m_item->excerptProblem);
    showFindings();
    highlight();
    if (isOpen())
        return;
    const QString who = m_item->decidedBy;
    const QString when = m_item->decidedAt ? operations::momentCell(*m_item->decidedAt).toolTip : QString();
    const QString verdict = m_item->state == ReviewState::Approved ? tr("Approved by %1, %2.").arg(who, when)
                                                                   : tr("Rejected by %1, %2.").arg(who, when);
    m_verdict->setText(m_item->note.isEmpty() ? verdict : tr("%1 Note: %2").arg(verdict, m_item->note));
}

void ReviewDetails::showFindings()
{
    m_findings->clear();
    for (const Finding &finding : m_item->findings)
        m_findings->addItem(findingText(finding, *m_item));
    constexpr int shownMost = 4;
    const int shown = std::clamp(m_findings->count(), 1, shownMost);
    m_findings->setFixedHeight(shown * std::max(m_findings->sizeHintForRow(0), fontMetrics().height())
                               + metrics::tight());
}

void ReviewDetails::highlight()
{
    QList<QTextEdit::ExtraSelection> marks;
    if (m_item && m_item->excerptProblem.isEmpty()) {
        for (const Finding &finding : m_item->findings) {
            if (!isWithin(finding, *m_item))
                continue;
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(m_text->document());
            mark.cursor.setPosition(static_cast<int>(finding.offset));
            mark.cursor.setPosition(static_cast<int>(finding.offset + finding.length),
                                    QTextCursor::KeepAnchor);
            mark.format.setBackground(m_theme.tokens().barWarning);
            mark.format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
            mark.format.setUnderlineColor(m_theme.tokens().warning);
            marks.append(mark);
        }
    }
    m_text->setExtraSelections(marks);
}

void ReviewDetails::showFinding(int row)
{
    if (!m_item || row < 0 || row >= m_item->findings.size())
        return;
    const Finding &finding = m_item->findings.at(row);
    if (!isWithin(finding, *m_item) || !m_item->excerptProblem.isEmpty())
        return;
    QTextCursor cursor(m_text->document());
    cursor.setPosition(static_cast<int>(finding.offset));
    m_text->setTextCursor(cursor);
    m_text->ensureCursorVisible();
}

} // namespace assay::ui
