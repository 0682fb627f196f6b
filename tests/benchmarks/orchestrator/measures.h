// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>

namespace assay::bench {

/// How far reported latencies are from the time that the provider really takes.
[[nodiscard]] QJsonArray measureTruth(int calls);
/// What the pipeline adds to the bare transport: calls a second, CPU, time; with a provider that answers at
/// once and with one that takes 50 ms. `onlyAtOnce` 0: 1, 32 and 256 at once.
[[nodiscard]] QJsonObject measureOverhead(int calls, int onlyAtOnce);
/// How fast answers that are streamed reach the listener.
[[nodiscard]] QJsonObject measureStreams();
/// What calls cost while they do nothing: in flight, and in the queue.
[[nodiscard]] QJsonObject measureWaiting();

} // namespace assay::bench
