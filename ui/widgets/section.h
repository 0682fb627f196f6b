// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractButton;
class QLabel;

namespace assay::ui {

class Theme;

/// A heading that opens and closes what stands below it. While closed, the summary says what is inside.
class Section final : public QWidget {
    Q_OBJECT
public:
    /// Takes `content` over.
    Section(Theme &theme, const QString &title, QWidget *content, QWidget *parent = nullptr);

    /// In a few words; empty when there is nothing to say.
    void setSummary(const QString &summary);
    [[nodiscard]] bool isOpen() const;
    void setOpen(bool isOpen);

Q_SIGNALS:
    void toggled(bool isOpen);

private:
    void refresh();

    QString m_title;
    QAbstractButton *m_head;
    QLabel *m_summary;
    QWidget *m_content;
};

} // namespace assay::ui
