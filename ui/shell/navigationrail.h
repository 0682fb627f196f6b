// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractButton>
#include <QWidget>

namespace assay::ui {

class Theme;

/// The pages as a column of buttons at the window's left: icon above name. Up and Down move, Return shows.
class NavigationRail final : public QWidget {
    Q_OBJECT
public:
    explicit NavigationRail(Theme &theme, QWidget *parent = nullptr);

    void addPage(const QString &icon, const QString &title, const QString &shortcut);
    void setCurrent(int index);
    /// Whose button is there; -1 for none.
    [[nodiscard]] int pageAt(QPoint point) const;

Q_SIGNALS:
    void pageChosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    Theme &m_theme;
    std::vector<QAbstractButton *> m_buttons; ///< owned as children
};

} // namespace assay::ui
