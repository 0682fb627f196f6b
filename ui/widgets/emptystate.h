// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QWidget>

namespace assay::ui {

class Theme;

/// What a page or list shows when it has nothing: icon, title, one sentence, one primary action, one link.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    struct Content {
        QString icon;
        QString title;
        QString sentence;
        QString actionText;
        std::function<void()> action;
        QString linkText;
        std::function<void()> link;
    };
    explicit EmptyState(Theme &theme, QWidget *parent = nullptr);
    void setContent(Content content);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void restyle();
    void fitSentence();

    class Parts;
    Theme &m_theme;
    Parts *m_parts; ///< owned as a child
};

} // namespace assay::ui
