// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace assay::orchestration {

/// The translation context of this room's sentences; see transport/transporttr.h.
struct OrchestrationTr {
    Q_DECLARE_TR_FUNCTIONS(OrchestrationTr)
};

} // namespace assay::orchestration
