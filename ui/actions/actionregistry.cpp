// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/actionregistry.h"

#include "ui/theme/theme.h"
#include "ui/widgets/page.h"

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr char reasonProperty[] = "assayDisabledReason";

QString toolTipFor(const QString &text, const QList<QKeySequence> &shortcuts)
{
    if (shortcuts.isEmpty())
        return text;
    return u"%1 (%2)"_s.arg(text, shortcuts.first().toString(QKeySequence::NativeText));
}

} // namespace

ActionRegistry::ActionRegistry(Theme &theme, QObject *parent)
    : QObject(parent)
    , m_theme(theme)
{
}

QAction *ActionRegistry::add(const ActionSpec &spec, QWidget *scope, QObject *context,
                             std::function<void()> run)
{
    Q_ASSERT_X(!action(spec.id), "ActionRegistry::add", "an action with this id exists already");
    auto *action = new QAction(m_theme.icon(spec.icon), spec.text, this);
    action->setObjectName(spec.id);
    action->setShortcuts(spec.shortcuts);
    action->setWhatsThis(spec.whatsThis);
    action->setStatusTip(spec.whatsThis);
    action->setToolTip(toolTipFor(plainText(action), spec.shortcuts));
    if (scope) {
        // Qt skips window shortcuts of widgets that are hidden, which is what a page needs.
        const bool isWide = scope->isWindow() || qobject_cast<Page *>(scope);
        action->setShortcutContext(isWide ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
        scope->addAction(action);
    }
    connect(action, &QAction::triggered, context, [run = std::move(run)] { run(); });
    m_order.append(action);
    m_specs.insert(action, spec);
    m_scopes.insert(action, scope);
    Q_EMIT added(action);
    return action;
}

QAction *ActionRegistry::action(const QString &id) const
{
    for (QAction *candidate : m_order) {
        if (candidate->objectName() == id)
            return candidate;
    }
    return nullptr;
}

QList<QAction *> ActionRegistry::actions() const
{
    return m_order;
}

const ActionSpec *ActionRegistry::spec(const QAction *action) const
{
    const auto found = m_specs.constFind(action);
    return found == m_specs.cend() ? nullptr : &*found;
}

QString ActionRegistry::plainText(const QAction *action)
{
    QString text = action->text();
    return text.remove(u'&').section(u'\t', 0, 0);
}

void ActionRegistry::setEnabled(const QString &id, bool isEnabled, const QString &reason)
{
    QAction *target = action(id);
    if (!target)
        return;
    target->setEnabled(isEnabled);
    target->setProperty(reasonProperty, isEnabled ? QString() : reason);
}

QString ActionRegistry::disabledReason(const QAction *action)
{
    return action->property(reasonProperty).toString();
}

QList<std::pair<QAction *, QAction *>> ActionRegistry::conflicts() const
{
    QList<std::pair<QAction *, QAction *>> found;
    const auto overlap = [this](const QAction *a, const QAction *b) {
        const QWidget *scopeA = m_scopes.value(a);
        const QWidget *scopeB = m_scopes.value(b);
        if (!scopeA || !scopeB)
            return false;
        return scopeA == scopeB || scopeA->isAncestorOf(scopeB) || scopeB->isAncestorOf(scopeA);
    };
    for (qsizetype i = 0; i < m_order.size(); ++i) {
        for (qsizetype j = i + 1; j < m_order.size(); ++j) {
            const QList<QKeySequence> keys = m_order.at(j)->shortcuts();
            for (const QKeySequence &key : m_order.at(i)->shortcuts()) {
                if (keys.contains(key) && overlap(m_order.at(i), m_order.at(j)))
                    found.append(std::pair(m_order.at(i), m_order.at(j)));
            }
        }
    }
    return found;
}

} // namespace assay::ui
