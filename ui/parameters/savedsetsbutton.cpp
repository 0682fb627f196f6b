// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parameters/savedsetsbutton.h"

#include "ui/parameters/parametersform.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QLineEdit>
#include <QMenu>
#include <QWidgetAction>

namespace assay::ui {

using prompts::ParameterSet;
using workspace::Workspace;

SavedSetsButton::SavedSetsButton(const PageContext &context, Source source, QWidget *parent)
    : QToolButton(parent)
    , m_context(context)
    , m_source(std::move(source))
    , m_menu(new QMenu(this))
{
    setText(tr("Sets"));
    setAccessibleName(tr("Saved parameter sets"));
    setToolTip(tr("Parameters saved by name: take, save or remove them"));
    setPopupMode(QToolButton::InstantPopup);
    setMinimumWidth(fontMetrics().horizontalAdvance(text()) + metrics::icon() + 2 * metrics::wide());
    setMenu(m_menu);
    fill({});
    connect(m_menu, &QMenu::aboutToShow, this, &SavedSetsButton::load);
}

void SavedSetsButton::load()
{
    m_context.engine.run([](Workspace &workspace) -> QCoro::Task<Result<QList<ParameterSet>>> {
        co_return co_await workspace.savedSets().parameterSets();
    }) | whenDone(this, [this](const Result<QList<ParameterSet>> &sets) {
        if (sets)
            fill(*sets);
        else
            Q_EMIT failed(sets.error());
    });
}

void SavedSetsButton::fill(const QList<ParameterSet> &sets)
{
    m_menu->clear();
    for (const ParameterSet &set : sets) {
        const QString summary = shortParameters(set.parameters);
        QAction *action =
            m_menu->addAction(summary.isEmpty() ? set.name : tr("%1 (%2)").arg(set.name, summary));
        connect(action, &QAction::triggered, this, [this, set] { Q_EMIT chosen(set); });
    }
    if (sets.isEmpty())
        m_menu->addAction(tr("None saved yet"))->setEnabled(false);
    m_menu->addSeparator();
    auto *name = new QLineEdit(m_menu);
    name->setPlaceholderText(tr("Save these as\u2026"));
    name->setAccessibleName(tr("Name of the set to save"));
    auto *row = new QWidgetAction(m_menu);
    row->setDefaultWidget(name);
    m_menu->addAction(row);
    connect(name, &QLineEdit::returnPressed, this, [this, name] {
        save(name->text());
        m_menu->close();
    });
    if (sets.isEmpty())
        return;
    QMenu *removal = m_menu->addMenu(tr("Remove"));
    for (const ParameterSet &set : sets)
        connect(removal->addAction(set.name), &QAction::triggered, this, [this, set] { remove(set.name); });
}

void SavedSetsButton::save(const QString &name)
{
    m_context.engine.run([set =
                              ParameterSet{name, m_source()}](Workspace &workspace) -> QCoro::Task<Result<>> {
        co_return co_await workspace.savedSets().save(set);
    }) | whenDone(this, [this, name](const Result<> &saved) {
        if (saved)
            Q_EMIT done(tr("The parameters are saved as “%1”.").arg(name.simplified()));
        else
            Q_EMIT failed(saved.error());
    });
}

void SavedSetsButton::remove(const QString &name)
{
    m_context.engine.run([name](Workspace &workspace) -> QCoro::Task<Result<>> {
        co_return co_await workspace.savedSets().removeParameterSet(name);
    }) | whenDone(this, [this, name](const Result<> &removed) {
        if (removed)
            Q_EMIT done(tr("The set “%1” is removed.").arg(name));
        else
            Q_EMIT failed(removed.error());
    });
}

} // namespace assay::ui
