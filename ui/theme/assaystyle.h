// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>

namespace assay::ui {

/// Fusion, drawn flat with the theme's tokens. It keeps a copy of them, so it may outlive the Theme.
class AssayStyle final : public QProxyStyle {
    Q_OBJECT
public:
    explicit AssayStyle(ThemeTokens tokens);
    void setTokens(ThemeTokens tokens) { m_tokens = std::move(tokens); }

private:
    ThemeTokens m_tokens;
};

} // namespace assay::ui
