// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <tl/expected.hpp>

namespace assay {

/// A value, or the Error that says why there is none. Check it; never call value() unchecked.
template <typename T = void> using Result = tl::expected<T, Error>;

/// Shorthand for the failing side: `return fail(ErrorCode::NotFound, tr("..."))`.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString message, QString detail = {})
{
    return tl::unexpected(Error{code, std::move(message), std::move(detail), false, {}});
}

} // namespace assay
