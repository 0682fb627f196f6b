// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transport/connectionobserver.h"

#include <QList>

namespace assay::transport::test {

/// Keeps what a client says of its connections.
struct RecordingObserver final : ConnectionObserver {
    QList<ConnectionReport> opened;
    QList<ConnectionReport> used;
    QList<ConnectionReport> closed;

    void onOpened(const ConnectionReport &report) override { opened.append(report); }
    void onUsed(const ConnectionReport &report) override { used.append(report); }
    void onClosed(const ConnectionReport &report) override { closed.append(report); }
};

} // namespace assay::transport::test
