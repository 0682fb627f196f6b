// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/diff.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QToolButton;

namespace assay::ui {

class DiffSide;
class Theme;

/// Two of several texts word by word, side by side or one under the other.
class DiffView final : public QWidget {
    Q_OBJECT
public:
    explicit DiffView(Theme &theme, QWidget *parent = nullptr);

    struct Text {
        int id = 0;
        QString name; ///< in the choices above either side
        QString text;
    };
    void setTexts(const QList<Text> &texts);
    void compare(int left, int right); ///< by their ids
    /// For a place that has a way back of its own.
    void hideClose();
    /// To the next change (or the one before), round.
    void step(bool backward);
    [[nodiscard]] bool isSettled() const { return m_pending == 0; }
    [[nodiscard]] int changeCount() const { return static_cast<int>(m_changes.size()); }

Q_SIGNALS:
    void closed();
    void chosen(int left, int right); ///< ids, by the choices above the sides

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildRows();
    void start();
    void showRows(const QList<prompts::DiffRow> &rows);
    void fillSides();
    void fillInline();
    [[nodiscard]] bool isInline() const;
    [[nodiscard]] QString textOf(const QComboBox *box) const;

    Theme &m_theme;
    QList<Text> m_texts;
    QList<int> m_changes; ///< first row of each stretch of changed rows
    QList<prompts::DiffRow> m_rows;
    QList<int> m_firstLines; ///< of each row, as wrapped
    QTimer m_rewrap;
    int m_current = -1;
    int m_pending = 0;
    quint64 m_asked = 0;
    QComboBox *m_leftChoice;
    QComboBox *m_rightChoice;
    QComboBox *m_layout; ///< side by side, or inline
    QCheckBox *m_ignoresSpace;
    QLabel *m_summary;
    QToolButton *m_close;
    DiffSide *m_left;
    DiffSide *m_right;
};

} // namespace assay::ui
