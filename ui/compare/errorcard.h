// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <functional>

#include <QFrame>

class QLabel;
class QPushButton;

namespace assay::ui {

class Theme;

/// Why a column has no whole answer, and the way out. Made for narrow columns: everything stands below each
/// other.
class ErrorCard final : public QFrame {
    Q_OBJECT
public:
    explicit ErrorCard(Theme &theme, QWidget *parent = nullptr);
    void showError(const Error &error, const QString &wayOut, std::function<void()> take);
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QPushButton *wayOut() const { return m_wayOut; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void restyle();
    void copy() const;

    Theme &m_theme;
    QLabel *m_icon;
    QLabel *m_sentence;
    QPushButton *m_wayOut;
    QPushButton *m_details;
    QPushButton *m_copy;
    QLabel *m_detail;
    std::function<void()> m_take;
};

} // namespace assay::ui
