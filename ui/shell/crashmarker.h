// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::ui {

/// A file that lies in the state folder while a workspace is open. One that is there already at start means
/// that the last session did not end cleanly.
class CrashMarker final {
public:
    explicit CrashMarker(const QString &workspacePath);
    ~CrashMarker(); ///< a clean end
    CrashMarker(const CrashMarker &) = delete;
    CrashMarker &operator=(const CrashMarker &) = delete;

    [[nodiscard]] bool lastEndWasUnclean() const { return m_lastEndWasUnclean; }

private:
    QString m_path;
    bool m_lastEndWasUnclean;
};

} // namespace assay::ui
