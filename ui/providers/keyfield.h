// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/secret.h"

#include <QLineEdit>

namespace assay::ui {

/// Where a key is pasted: hidden, kept out of input methods' memories, emptied as soon as it was taken.
class KeyField final : public QLineEdit {
    Q_OBJECT
public:
    explicit KeyField(QWidget *parent = nullptr);
    /// The key in guarded memory; the field is empty afterwards.
    [[nodiscard]] security::Secret take();
};

} // namespace assay::ui
