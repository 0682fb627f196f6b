// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "release/releaseplan.h"

namespace assay::release {

/// Whether a subject (a user, a session) gets the candidate at this percentage. Sticky: the same subject gets
/// the same answer, and who has the candidate keeps it when the percentage grows. Another release draws
/// anew. Any thread.
[[nodiscard]] bool getsCandidate(ReleaseId release, const QString &subject, int percent);

} // namespace assay::release
