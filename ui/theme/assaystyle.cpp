// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/assaystyle.h"

#include <QStyleFactory>

namespace assay::ui {

AssayStyle::AssayStyle(ThemeTokens tokens)
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    , m_tokens(std::move(tokens))
{
}

} // namespace assay::ui
