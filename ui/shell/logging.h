// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace assay::ui {

/// Sends spdlog and Qt's messages to LOGFOLDER/assay.log (5 x 5 MB, mode 0600), each line redacted. Warnings
/// also go to stderr. Without a folder to write to it logs to stderr alone.
void startLogging();

} // namespace assay::ui
