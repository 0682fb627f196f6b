// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace assay::exchange {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Exchange)
};

} // namespace assay::exchange
