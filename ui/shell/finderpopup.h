// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QAbstractItemModel;
class QLabel;
class QLineEdit;
class QListView;

namespace assay::ui {

class Theme;

/// A field over a list of what matches, over the window's top: typing filters, arrows choose, Enter takes.
/// Esc or a click outside closes it. What is listed, and what taking means, is its descendants'.
class FinderPopup : public QDialog {
    Q_OBJECT
public:
    void openFinder();

protected:
    struct Texts {
        QString name; ///< of the popup, for assistive technology
        QString prompt; ///< in the empty field
        QString list; ///< name of the list
        QString nothing; ///< when nothing matches
    };
    FinderPopup(Theme &theme, const Texts &texts, QWidget *window);
    /// Once, in the constructor: rows as PaletteModel's roles describe them.
    void setModel(QAbstractItemModel &model);
    /// Shows the list anew, its first row chosen where none is.
    void showMatches();

    virtual void findMatches(const QString &pattern) = 0;
    /// True when the popup is to close.
    virtual bool take(const QModelIndex &index) = 0;

    [[nodiscard]] QString pattern() const;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void takeCurrent();
    void place();

    Theme &m_theme;
    QLineEdit *m_field;
    QListView *m_list;
    QLabel *m_nothing;
};

} // namespace assay::ui
