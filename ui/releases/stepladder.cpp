// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/releases/stepladder.h"

#include "ui/releases/releasetexts.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace assay::ui {

using release::ReleaseState;

StepLadder::StepLadder(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StepLadder::setRelease(const release::Release &release)
{
    m_release = release;
    setAccessibleName(tr("Version %1 answers %2 % of calls, version %3 the others")
                          .arg(release.candidate)
                          .arg(release.percent())
                          .arg(release.stable));
    setToolTip(accessibleName());
    update();
}

QSize StepLadder::sizeHint() const
{
    return {metrics::rowHeight() * 10, metrics::rowHeight() * 2 + metrics::wide()};
}

void StepLadder::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect whole = rect().adjusted(1, 1, -1, -1);
    const QRect steps(whole.left(), whole.top(), whole.width(), metrics::rowHeight());
    paintSteps(painter, steps);
    paintShare(painter, whole.adjusted(0, steps.height() + metrics::wide(), 0, 0));
}

void StepLadder::paintSteps(QPainter &painter, const QRect &area) const
{
    const ThemeTokens &tokens = m_theme.tokens();
    const auto count = static_cast<int>(m_release.plan.steps.size());
    if (count == 0)
        return;
    const int gap = metrics::tight();
    const int width = (area.width() - gap * (count - 1)) / count;
    const bool isOver = m_release.state == ReleaseState::Finished;
    for (int i = 0; i < count; ++i) {
        const QRect step(area.left() + i * (width + gap), area.top(), width, area.height());
        const bool isDone = isOver || i < m_release.step;
        const bool isCurrent = !m_release.hasEnded() && i == m_release.step;
        painter.setPen(isCurrent ? QPen(tokens.accent, 2) : QPen(tokens.separator, 1));
        painter.setBrush(isCurrent ? tokens.barInfo : isDone ? tokens.barSuccess : tokens.ground);
        painter.drawRoundedRect(step, metrics::radius(), metrics::radius());
        painter.setFont(isCurrent ? metrics::strongFont() : font());
        painter.setPen(isCurrent || isDone ? tokens.text : tokens.muted);
        // A sign beside the colour: done is told without it, too.
        const QString sign = isDone ? u"\u2713 "_s : QString();
        painter.drawText(step, Qt::AlignCenter, u"%1%2 %"_s.arg(sign).arg(m_release.plan.steps.at(i)));
    }
}

void StepLadder::paintShare(QPainter &painter, const QRect &area) const
{
    const ThemeTokens &tokens = m_theme.tokens();
    const int percent = m_release.percent();
    const int split = area.width() * percent / 100;
    const QRect candidate(area.left(), area.top(), split, area.height());
    const QRect stable(area.left() + split, area.top(), area.width() - split, area.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.codeGround);
    painter.drawRoundedRect(area, metrics::radius(), metrics::radius());
    painter.save();
    painter.setClipRect(candidate);
    painter.setBrush(tokens.accent);
    painter.drawRoundedRect(area, metrics::radius(), metrics::radius());
    painter.restore();
    painter.setFont(metrics::smallFont());
    const auto label = [&](const QRect &side, int version, int share, const QColor &colour) {
        const QString text = tr("v%1: %2 %").arg(version).arg(share);
        if (side.width() < painter.fontMetrics().horizontalAdvance(text) + metrics::normal())
            return;
        painter.setPen(colour);
        painter.drawText(side, Qt::AlignCenter, text);
    };
    label(candidate, m_release.candidate, percent, tokens.accentText);
    label(stable, m_release.stable, 100 - percent, tokens.text);
}

} // namespace assay::ui
