// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what Google's generateContent wants to hear.
#pragma once

#include "providers/completion.h"

namespace assay::providers {

/// "models/NAME"; a name that already has its collection ("tunedModels/NAME") stays as it is.
[[nodiscard]] QString geminiModelName(const QString &model);
/// The body of generateContent and streamGenerateContent, which are told apart by their URL.
[[nodiscard]] QJsonObject geminiBody(const ModelRequest &request);
/// What geminiBody() leaves out, see Codec::unsupported().
[[nodiscard]] QStringList geminiLeavesOut(const ModelRequest &request);

} // namespace assay::providers
