// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/factsmirror.h"

#include <QList>
#include <QString>

namespace assay::ui {

/// A span of time that the dashboard offers, with the length of its buckets.
struct TimeRange {
    QString id; ///< kept in the window's state
    QString text;
    std::int64_t lengthUs;
    std::int64_t bucketUs;
    QString axisFormat; ///< of QDateTimeAxis
};
[[nodiscard]] const QList<TimeRange> &timeRanges();

/// The query for `range` that ends now. The ends lie on whole buckets, so that a bucket keeps its calls from
/// one tick to the next; the last one is the one in progress.
[[nodiscard]] telemetry::FactsQuery queryFor(const TimeRange &range, UtcMicros now);

} // namespace assay::ui
