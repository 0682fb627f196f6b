// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/labelbar.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

LabelBar::LabelBar(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_figures(new QLabel(this))
    , m_refusal(new QLabel(this))
    , m_reason(new QLineEdit(this))
    , m_move(new QPushButton(theme.icon(u"tag"_s), tr("Move the label"), this))
{
    m_title->setFont(metrics::headingFont());
    m_title->setTextFormat(Qt::PlainText);
    m_figures->setTextFormat(Qt::PlainText);
    m_figures->setWordWrap(true);
    m_refusal->setTextFormat(Qt::PlainText);
    m_refusal->setWordWrap(true);
    m_reason->setPlaceholderText(tr("Why, in a few words; kept with the move"));
    m_reason->setAccessibleName(tr("Reason for the move"));
    makePrimary(m_move);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    connect(m_move, &QPushButton::clicked, this, &LabelBar::confirmed);
    connect(m_reason, &QLineEdit::returnPressed, m_move, &QPushButton::click);
    connect(cancel, &QPushButton::clicked, this, &LabelBar::cancelled);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(metrics::normal());
    foot->addWidget(m_reason, 1);
    foot->addWidget(cancel);
    foot->addWidget(m_move);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addWidget(m_title);
    rows->addWidget(m_figures);
    rows->addWidget(m_refusal);
    rows->addLayout(foot);
    setFocusProxy(m_reason);
}

QString LabelBar::rowOf(int version, const VersionEvidence &evidence) const
{
    const telemetry::VersionFigures figures = evidence.figures.value(version);
    const QString evaluated = evaluationText(evidence.scores.value(version));
    if (figures.calls == 0)
        return tr("Version %1 was not called yet. %2").arg(version).arg(evaluated);
    const auto share = [&figures](std::int64_t part) {
        return QString::number(100.0 * double(part) / double(figures.calls), 'f', 1);
    };
    const auto seconds = [](std::optional<std::int64_t> us) {
        return us ? QString::number(double(*us) / 1e6, 'f', 2) : u"\u2013"_s;
    };
    const QString cost = figures.costKnown > 0
        ? QString::number(figures.cost.toUsd() / double(figures.costKnown), 'g', 3)
        : u"\u2013"_s;
    return tr("Version %1: %L2 calls, %3 % failed, %4 % broke their contract, p50 %5 s, p95 %6 s, $%7 each. %8")
        .arg(version)
        .arg(figures.calls)
        .arg(share(figures.failed - figures.refused), share(figures.refused), seconds(figures.latency.p50Us),
             seconds(figures.latency.p95Us), cost, evaluated);
}

void LabelBar::setMove(const QString &label, int from, int to, const VersionEvidence &evidence,
                       const QString &refusal)
{
    m_label = label;
    m_to = to;
    m_title->setText(tr("Move %1 from version %2 to version %3").arg(label).arg(from).arg(to));
    m_figures->setText(QString(rowOf(from, evidence) + u'\n' + rowOf(to, evidence)));
    m_refusal->setText(refusal);
    m_refusal->setVisible(!refusal.isEmpty());
    m_move->setEnabled(refusal.isEmpty());
    m_move->setToolTip(refusal);
    m_reason->clear();
}

QString LabelBar::reason() const
{
    return m_reason->text().trimmed();
}

} // namespace assay::ui
