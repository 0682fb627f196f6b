// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace assay::ui {

class Theme;

/// Find and replace over all messages of a prompt, with regular expressions if wanted.
class FindBar final : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(Theme &theme, QWidget *parent = nullptr);

    void open();
    /// What is looked for; invalid (see problem()) or with an empty pattern when there is nothing to look
    /// for.
    [[nodiscard]] QRegularExpression pattern() const;
    [[nodiscard]] QString text() const;
    /// With \1 for what the first group found, when regular expressions are on.
    [[nodiscard]] QString replacement() const;
    [[nodiscard]] bool isRegex() const;
    void showCount(int count);
    [[nodiscard]] bool hasFocusInside() const;

Q_SIGNALS:
    void findRequested(bool backward);
    void replaceRequested();
    void replaceAllRequested();
    void changed();
    void closed();

private:
    void refresh();

    QLineEdit *m_find;
    QLineEdit *m_replace;
    QCheckBox *m_regex;
    QCheckBox *m_case;
    QLabel *m_count;
};

} // namespace assay::ui
