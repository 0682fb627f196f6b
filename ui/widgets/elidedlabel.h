// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace assay::ui {

/// A line of text that takes the room there is: what does not fit ends in an ellipsis and stands whole in the
/// tool tip. Plain text only.
class ElidedLabel final : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
};

} // namespace assay::ui
