// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QJsonObject>
#include <QString>

namespace assay::benchmark {

/// What one figure's program found: a table for people, a line for machines.
struct Figure {
    QString name;
    std::vector<std::pair<QString, QString>> rows;
    QJsonObject json;
};

/// Times in milliseconds.
struct Percentiles {
    double p50 = 0;
    double p99 = 0;
    double max = 0;
};
[[nodiscard]] Percentiles percentilesOf(std::vector<double> milliseconds);

/// "p50 1.20  p99 3.40  max 5.60 ms"
[[nodiscard]] QString shown(const Percentiles &times);
[[nodiscard]] QJsonObject toJson(const Percentiles &times);
/// The times that `work` takes, once before to warm up.
[[nodiscard]] Percentiles timed(int rounds, const std::function<void()> &work);

/// The list of 10,000 prompts with 50 versions each, through the whole page: opened, searched, sorted.
[[nodiscard]] Figure listFigure();

/// Two texts of 100 kB, made different in several ways, and shown.
[[nodiscard]] Figure diffFigure();

/// What runs on a text of 1 MB when one stops typing.
[[nodiscard]] Figure templateFigure();

/// A key in a prompt of one megabyte, through the whole page, beside a bare text field.
[[nodiscard]] Figure typingFigure();

} // namespace assay::benchmark
