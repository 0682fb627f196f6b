// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace assay::transport {

/// The translation context of this room's sentences. Class and context have one name because lupdate, which
/// does not find this header, takes the one that stands before tr().
struct TransportTr {
    Q_DECLARE_TR_FUNCTIONS(TransportTr)
};

} // namespace assay::transport
