// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/modelsetsmenu.h"

#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QLineEdit>
#include <QWidgetAction>

namespace assay::ui {

using prompts::ModelSet;
using workspace::Workspace;

ModelSetsMenu::ModelSetsMenu(const PageContext &context, Source source, QWidget *parent)
    : QMenu(tr("Model sets"), parent)
    , m_context(context)
    , m_source(std::move(source))
{
    setToolTipsVisible(true);
    fill({});
    connect(this, &QMenu::aboutToShow, this, &ModelSetsMenu::load);
}

void ModelSetsMenu::load()
{
    ++m_pending;
    m_context.engine.run([](Workspace &workspace) -> QCoro::Task<Result<QList<ModelSet>>> {
        auto sets = co_await workspace.savedSets().modelSets();
        co_return sets;
    }) | whenDone(this, [this](const Result<QList<ModelSet>> &sets) {
        --m_pending;
        if (sets)
            fill(*sets);
        else
            Q_EMIT failed(sets.error());
    });
}

void ModelSetsMenu::fill(const QList<ModelSet> &sets)
{
    clear();
    for (const ModelSet &set : sets) {
        QStringList models;
        for (const catalog::ModelRef &model : set.models)
            models.append(model.toString());
        QAction *action = addAction(tr("%1 (%n model(s))", nullptr, static_cast<int>(set.models.size())).arg(set.name));
        action->setToolTip(models.join(u'\n'));
        connect(action, &QAction::triggered, this, [this, set] { Q_EMIT chosen(set); });
    }
    if (sets.isEmpty())
        addAction(tr("None saved yet"))->setEnabled(false);
    addSeparator();
    auto *name = new QLineEdit(this);
    name->setPlaceholderText(tr("Save these models as\u2026"));
    name->setAccessibleName(tr("Name of the set of models to save"));
    auto *row = new QWidgetAction(this);
    row->setDefaultWidget(name);
    addAction(row);
    connect(name, &QLineEdit::returnPressed, this, [this, name] {
        save(name->text());
        close();
        if (auto *above = qobject_cast<QMenu *>(parentWidget()))
            above->close();
    });
    if (sets.isEmpty())
        return;
    QMenu *removal = addMenu(tr("Remove"));
    for (const ModelSet &set : sets)
        connect(removal->addAction(set.name), &QAction::triggered, this, [this, set] { remove(set.name); });
}

void ModelSetsMenu::save(const QString &name)
{
    ++m_pending;
    m_context.engine.run([set = ModelSet{name, m_source()}](Workspace &workspace) -> QCoro::Task<Result<>> {
        auto saved = co_await workspace.savedSets().save(set);
        co_return saved;
    }) | whenDone(this, [this, name](const Result<> &saved) {
        --m_pending;
        if (saved)
            Q_EMIT done(tr("The models of the columns are saved as \u201C%1\u201D.").arg(name.simplified()));
        else
            Q_EMIT failed(saved.error());
    });
}

void ModelSetsMenu::remove(const QString &name)
{
    ++m_pending;
    m_context.engine.run([name](Workspace &workspace) -> QCoro::Task<Result<>> {
        auto removed = co_await workspace.savedSets().removeModelSet(name);
        co_return removed;
    }) | whenDone(this, [this, name](const Result<> &removed) {
        --m_pending;
        if (removed)
            Q_EMIT done(tr("The set \u201C%1\u201D is removed.").arg(name));
        else
            Q_EMIT failed(removed.error());
    });
}

} // namespace assay::ui
