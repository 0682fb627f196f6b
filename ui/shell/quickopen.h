// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/promptsearch.h"
#include "ui/shell/finderpopup.h"
#include "ui/shell/quickopenmodel.h"
#include "workspace/engine.h"

#include <QTimer>

namespace assay::ui {

/// Finds a prompt, a provider or a page by a few letters, or a prompt by what stands in it, and goes there.
class QuickOpen final : public FinderPopup {
    Q_OBJECT
public:
    QuickOpen(workspace::Engine &engine, Theme &theme, QWidget *window);

    /// The pages that can be gone to, beside what the workspace has.
    void setPages(const QList<QuickOpenEntry> &pages);
    /// Opens with what was known last, and reads the workspace anew.
    void open() override;

Q_SIGNALS:
    void chosen(const QString &pageId, const QVariantMap &arguments);

protected:
    void findMatches(const QString &pattern) override;
    bool take(const QModelIndex &index) override;

private:
    void load();
    void searchTexts(const QString &pattern);
    void showFound(const prompts::TextHits &hits);

    workspace::Engine &m_engine;
    QList<QuickOpenEntry> m_pages;
    QuickOpenModel m_model;
    QTimer m_asks; ///< for texts, once the keys rest
};

} // namespace assay::ui
