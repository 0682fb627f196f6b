// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace assay::validation {

/// The translation context of this room's free functions. Detail of the room.
struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Validation)
};

} // namespace assay::validation
