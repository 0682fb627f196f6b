// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/savedsets.h"
#include "ui/widgets/page.h"

#include <functional>

#include <QToolButton>

class QMenu;

namespace assay::ui {

/// A menu of the workspace's saved parameter sets: take one, save what is set, remove one.
class SavedSetsButton final : public QToolButton {
    Q_OBJECT
public:
    using Source = std::function<providers::Parameters()>;
    /// `source` gives what "Save" saves.
    SavedSetsButton(const PageContext &context, Source source, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const assay::prompts::ParameterSet &set);
    /// It was saved, or is gone.
    void done(const QString &sentence);
    void failed(const assay::Error &error);

private:
    void load();
    void fill(const QList<prompts::ParameterSet> &sets);
    void save(const QString &name);
    void remove(const QString &name);

    PageContext m_context;
    Source m_source;
    QMenu *m_menu;
};

} // namespace assay::ui
