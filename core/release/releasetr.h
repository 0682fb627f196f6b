// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace assay::release {

/// The translation context of the room. Detail of the room.
struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Releases)
};

} // namespace assay::release
