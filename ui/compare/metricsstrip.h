// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/columnmetrics.h"

#include <QSet>
#include <QWidget>

namespace assay::ui {

class Theme;

/// The figures under a column, one row each, so that the same row of every column lies on one line.
class MetricsStrip final : public QWidget {
    Q_OBJECT
public:
    explicit MetricsStrip(Theme &theme, QWidget *parent = nullptr);

    void showNothing();
    /// While the call runs: what is known so far.
    void showRunning(qint64 elapsedMs, std::optional<qint64> firstTokenMs);
    void showMetrics(const ColumnMetrics &metrics);
    void setBest(const QSet<Metric> &best);
    /// What a row says now.
    [[nodiscard]] QString text(Metric metric) const { return m_texts.at(size_t(metric)); }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void setTexts(const std::array<QString, allMetrics.size()> &texts);
    void paintRow(QPainter &painter, const QRect &row, Metric metric) const;
    [[nodiscard]] int rowHeight() const;

    Theme &m_theme;
    std::array<QString, allMetrics.size()> m_texts;
    QSet<Metric> m_best;
    bool m_isRunning = false;
};

} // namespace assay::ui
