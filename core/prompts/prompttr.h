// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace assay::prompts {

/// The translation context of this room's free functions. Detail of the room.
struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Prompts)
};

} // namespace assay::prompts
