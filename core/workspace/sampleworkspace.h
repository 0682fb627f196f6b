// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QCoroTask>

namespace assay::workspace {

class Workspace;

/// Puts the provider "simulated", the sample prompts with their versions and labels, and their datasets into
/// a workspace. What is there already stays as it is, so that an interrupted filling can be completed.
[[nodiscard]] QCoro::Task<Result<>> fillSample(Workspace &workspace);

/// Really calls the simulator for every sample case, about a hundred calls, and keeps two side-by-side runs.
/// Does nothing in a workspace that fillSample() did not fill; goes on where it was interrupted, and never
/// runs twice.
[[nodiscard]] QCoro::Task<Result<>> makeSampleHistory(Workspace &workspace);

} // namespace assay::workspace
