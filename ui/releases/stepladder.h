// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "release/releasestore.h"

#include <QWidget>

namespace assay::ui {

class Theme;

/// The steps of a release in a row: those that are done, the one it is at, those to come; below them how the
/// calls are shared out.
class StepLadder final : public QWidget {
    Q_OBJECT
public:
    explicit StepLadder(Theme &theme, QWidget *parent = nullptr);
    void setRelease(const release::Release &release);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintSteps(QPainter &painter, const QRect &area) const;
    void paintShare(QPainter &painter, const QRect &area) const;

    Theme &m_theme;
    release::Release m_release;
};

} // namespace assay::ui
