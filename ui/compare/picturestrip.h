// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <QList>
#include <QWidget>

class QGridLayout;
class QToolButton;

namespace assay::ui {

class Theme;

/// The pictures that go with a question, small; a click or Return shows one as large as the screen allows. One
/// that its provider fetches from an address is named and not loaded. Hides itself without any.
class PictureStrip final : public QWidget {
    Q_OBJECT
public:
    struct Picture {
        QString name; ///< "Picture 1 of the user's message", "{{photo}}"
        providers::Image image;
        friend bool operator==(const Picture &, const Picture &) = default;
    };
    explicit PictureStrip(Theme &theme, QWidget *parent = nullptr);

    void setPictures(const QList<Picture> &pictures);
    [[nodiscard]] const QList<Picture> &pictures() const { return m_pictures; }
    [[nodiscard]] const QList<QToolButton *> &buttons() const { return m_buttons; }
    [[nodiscard]] bool isSettled() const { return m_pending == 0; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    /// As many in a row as there is room for.
    void layOut();
    QToolButton *addButton(int index);
    void open(int index);

    Theme &m_theme;
    QGridLayout *m_grid;
    QList<Picture> m_pictures;
    QList<QToolButton *> m_buttons;
    quint64 m_shown = 0; ///< a thumbnail of pictures that are gone is not shown
    int m_perRow = 0;
    int m_pending = 0;
};

} // namespace assay::ui
