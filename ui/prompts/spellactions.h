// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

class QAction;
class QActionGroup;
class QMenu;

namespace assay::ui {

class SpellChecker;

/// The page's actions around spelling: whether it is checked, and in which language. Both are remembered.
class SpellActions final : public QObject {
    Q_OBJECT
public:
    SpellActions(const PageContext &context, SpellChecker &checker, QWidget *page);
    /// Starts the checker as the person left it; once.
    void start();

private:
    void refresh();
    void fillLanguages();
    void choose(const QString &language);

    PageContext m_context;
    SpellChecker &m_checker;
    QAction *m_check;
    QAction *m_language;
    QMenu *m_languages;
    QActionGroup *m_choices = nullptr;
    bool m_isStarted = false;
};

} // namespace assay::ui
