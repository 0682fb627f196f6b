// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"

namespace assay::ctl {

/// A model as it was typed, PROVIDER/MODEL, with the provider as it spells itself. Routes ("route/NAME")
/// pass: the policy knows them. InvalidInput begins with `what` ("--model"); NotFound names the provider.
[[nodiscard]] QCoro::Task<Result<catalog::ModelRef>> modelArgument(Invocation in, QString text, QString what);

} // namespace assay::ctl
