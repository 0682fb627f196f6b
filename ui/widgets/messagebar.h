// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <functional>
#include <QFrame>
#include <QTimer>

class QLabel;
class QToolButton;
class QPushButton;

namespace assay::ui {

class Theme;

/// An inline bar at the top of a page: icon, one sentence, one action, Close. Hidden until shown; in the
/// layout, never floating. Info and success go after 6 s unless hovered; warnings and errors stay. Announced
/// to screen readers.
/// Contents margins set on it stay unpainted: a bar between panels takes its distance that way.
class MessageBar final : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Info, Success, Warning, Error };
    struct Action {
        QString text; ///< the verb
        std::function<void()> run;
    };

    explicit MessageBar(Theme &theme, QWidget *parent = nullptr);

    using QFrame::show;
    void show(Kind kind, const QString &sentence, const Action &action = {}, const QString &details = {});
    /// An error with its code and detail under "Details" (with Copy).
    void showError(const Error &error, const Action &action = {});
    /// Something was done that can be undone: stays 10 s.
    void showUndo(const QString &sentence, std::function<void()> undo);
    /// A second button beside the action, until the next show(). Its click leaves the bar open.
    void setSecondAction(const Action &action);
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] Kind kind() const { return m_kind; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildRows();
    void restyle();
    void announce();
    void dismiss();
    void runAction();
    void showDetails(bool areShown);
    void holdFor(int milliseconds);

    Theme &m_theme;
    Kind m_kind = Kind::Info;
    QLabel *m_icon;
    QLabel *m_sentence;
    QPushButton *m_action;
    QPushButton *m_second;
    QToolButton *m_details;
    QToolButton *m_close;
    QWidget *m_detailArea;
    QLabel *m_detailText;
    QPushButton *m_copy;
    std::function<void()> m_run;
    std::function<void()> m_runSecond;
    QTimer m_hide{this};
    int m_holdMs = 0; ///< 0: stays until closed
};

} // namespace assay::ui
