// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace assay::ui {

class Theme;

/// What a column asks with, in a few words: first what is sent, then, struck through, what its model does not
/// take. A narrow one cuts what does not fit; the whole is its text(), and in its tool tip.
class ParametersButton final : public QToolButton {
    Q_OBJECT
public:
    ParametersButton(Theme &theme, QWidget *parent = nullptr);

    void setWords(const QString &sent, const QStringList &struck);
    [[nodiscard]] QStringList struck() const { return m_struck; }
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QString m_sent;
    QStringList m_struck;
};

} // namespace assay::ui
