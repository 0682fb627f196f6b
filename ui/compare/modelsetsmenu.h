// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/savedsets.h"
#include "ui/widgets/page.h"

#include <functional>

#include <QMenu>

namespace assay::ui {

/// The workspace's saved sets of models: take one for the columns, save those of the columns, remove one.
class ModelSetsMenu final : public QMenu {
    Q_OBJECT
public:
    using Source = std::function<QList<catalog::ModelRef>()>;
    /// `source` gives what "Save" saves.
    ModelSetsMenu(const PageContext &context, Source source, QWidget *parent = nullptr);
    /// What it shows is what the workspace has.
    [[nodiscard]] bool isSettled() const { return m_pending == 0; }

Q_SIGNALS:
    void chosen(const assay::prompts::ModelSet &set);
    /// It was saved, or is gone.
    void done(const QString &sentence);
    void failed(const assay::Error &error);

private:
    void load();
    void fill(const QList<prompts::ModelSet> &sets);
    void save(const QString &name);
    void remove(const QString &name);

    PageContext m_context;
    Source m_source;
    int m_pending = 0;
};

} // namespace assay::ui
