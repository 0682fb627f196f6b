// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/metricsstrip.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace assay::ui {

MetricsStrip::MetricsStrip(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Figures"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    showNothing();
}

void MetricsStrip::showNothing()
{
    m_isRunning = false;
    m_best.clear();
    std::array<QString, allMetrics.size()> texts;
    texts.fill(u"\u2013"_s);
    setTexts(texts);
}

void MetricsStrip::showRunning(qint64 elapsedMs, std::optional<qint64> firstTokenMs)
{
    m_isRunning = true;
    m_best.clear();
    std::array<QString, allMetrics.size()> texts;
    texts.fill(u"\u2026"_s);
    if (firstTokenMs)
        texts[size_t(Metric::FirstToken)] = durationText(*firstTokenMs * 1000);
    // Tenths: hundredths of a running clock are only flicker.
    texts[size_t(Metric::Latency)] = tr("%1 s").arg(QLocale().toString(double(elapsedMs) / 1000, 'f', 1));
    texts[size_t(Metric::Finish)] = firstTokenMs ? tr("Answering") : tr("Waiting");
    setTexts(texts);
}

void MetricsStrip::showMetrics(const ColumnMetrics &metrics)
{
    m_isRunning = false;
    std::array<QString, allMetrics.size()> texts;
    for (const Metric metric : allMetrics)
        texts[size_t(metric)] = metricText(metrics, metric);
    setTexts(texts);
}

void MetricsStrip::setBest(const QSet<Metric> &best)
{
    if (m_best == best)
        return;
    m_best = best;
    setTexts(m_texts);
    update();
}

void MetricsStrip::setTexts(const std::array<QString, allMetrics.size()> &texts)
{
    const bool isChanged = texts != m_texts;
    m_texts = texts;
    if (isChanged)
        update();
    if (m_isRunning)
        return; // a running clock is nothing to read out
    QStringList sentence;
    for (const Metric metric : allMetrics) {
        const QString best = m_best.contains(metric) ? u" ("_s + bestWord(metric) + u')' : QString();
        sentence << metricLabel(metric) + u": "_s + text(metric) + best;
    }
    setAccessibleDescription(sentence.join(u", "_s));
}

int MetricsStrip::rowHeight() const
{
    return fontMetrics().height() + metrics::tight() + 2;
}

QSize MetricsStrip::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 30,
            rowHeight() * int(allMetrics.size()) + metrics::normal() * 2};
}

QSize MetricsStrip::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 24, sizeHint().height()};
}

void MetricsStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.tokens().separator);
    QRect row(metrics::wide(), metrics::normal(), width() - 2 * metrics::wide(), rowHeight());
    for (const Metric metric : allMetrics) {
        paintRow(painter, row, metric);
        row.translate(0, rowHeight());
    }
}

void MetricsStrip::paintRow(QPainter &painter, const QRect &row, Metric metric) const
{
    const ThemeTokens &tokens = m_theme.tokens();
    painter.setFont(font());
    painter.setPen(tokens.muted);
    const QString label = metricLabel(metric);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, label);

    const bool isBest = m_best.contains(metric);
    const bool isLive = m_isRunning && text(metric) == u"\u2026"_s;
    const int labelWidth = fontMetrics().horizontalAdvance(label) + metrics::normal();
    QRect value = row.adjusted(labelWidth, 0, 0, 0);
    QFont valueFont = isBest ? metrics::strongFont() : font();
    painter.setFont(valueFont);
    painter.setPen(isLive || text(metric) == u"\u2013"_s ? tokens.muted : tokens.text);
    const QFontMetrics fm(valueFont);
    const QString shown = fm.elidedText(text(metric), Qt::ElideRight, value.width());
    painter.drawText(value, Qt::AlignRight | Qt::AlignVCenter, shown);
    if (!isBest)
        return;

    // The word beside the value, so that best is never a colour alone.
    const QString word = bestWord(metric);
    const QFont small = metrics::smallFont();
    const QFontMetrics smallMetrics(small);
    const int width = smallMetrics.horizontalAdvance(word) + metrics::normal() + 2;
    const int right = value.right() - fm.horizontalAdvance(shown) - metrics::normal();
    const QRect chip(right - width, row.center().y() - smallMetrics.height() / 2, width,
                     smallMetrics.height() + 1);
    if (chip.left() < value.left())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.barSuccess);
    painter.drawRoundedRect(chip, chip.height() / 2.0, chip.height() / 2.0);
    painter.setPen(tokens.success);
    painter.setFont(small);
    painter.drawText(chip, Qt::AlignCenter, word);
}

} // namespace assay::ui
