// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <utility>

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QWidget>

namespace assay::ui {

class Theme;

/// What an action is, in one place: menus, toolbar, palette and the shortcut sheet read it.
struct ActionSpec {
    QString id; ///< "compare.run"
    QString section; ///< "Compare": the heading in palette and sheet
    QString text; ///< with a & mnemonic
    QString icon; ///< name of a theme icon; may be empty
    QList<QKeySequence> shortcuts;
    QString whatsThis; ///< one sentence
};

/// Owns every QAction of the window by id.
class ActionRegistry final : public QObject {
    Q_OBJECT
public:
    explicit ActionRegistry(Theme &theme, QObject *parent = nullptr);

    /// Adds an action that runs `run` while `context` lives. Returns it for enabling and menus.
    ///
    /// `scope` says where its shortcut works: the window: everywhere; a Page: while that page shows, wherever
    /// the focus is, so two pages may share keys; any other widget: while it or a child of it has the focus.
    QAction *add(const ActionSpec &spec, QWidget *scope, QObject *context, std::function<void()> run);
    [[nodiscard]] QAction *action(const QString &id) const; ///< null when unknown
    [[nodiscard]] QList<QAction *> actions() const; ///< in order of adding
    [[nodiscard]] const ActionSpec *spec(const QAction *action) const;
    /// The scope it was added with; null once that is gone.
    [[nodiscard]] const QWidget *scopeOf(const QAction *action) const { return m_scopes.value(action); }
    /// The text without its mnemonic.
    [[nodiscard]] static QString plainText(const QAction *action);

    /// Enables an action, or disables it with the reason the palette shows ("Nothing runs").
    void setEnabled(const QString &id, bool isEnabled, const QString &reason = {});
    [[nodiscard]] static QString disabledReason(const QAction *action);

    /// Pairs of actions that answer to the same key at the same time (same scope, or one is the window's).
    [[nodiscard]] QList<std::pair<QAction *, QAction *>> conflicts() const;

Q_SIGNALS:
    void added(QAction *action);

private:
    Theme &m_theme;
    QHash<const QAction *, QPointer<QWidget>> m_scopes;
    QList<QAction *> m_order;
    QHash<const QAction *, ActionSpec> m_specs;
};

} // namespace assay::ui
