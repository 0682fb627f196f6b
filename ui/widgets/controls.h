// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

class QAction;

namespace assay::ui {

class Theme;

/// The one button of a page or panel that does what one came for: filled with the accent.
void makePrimary(QPushButton *button);
/// A button that destroys what cannot come back: its text takes the error colour.
void makeDanger(QPushButton *button);
/// A flat button that reads as a link and takes the keyboard.
void makeLink(QPushButton *button);
/// Text in the muted colour (captions, hints). It follows the theme.
void makeMuted(QLabel *label);

/// The heading of a section or panel.
[[nodiscard]] QLabel *sectionHeading(const QString &text, QWidget *parent = nullptr);
/// A field with a magnifier and a clear button. `label` is its accessible name and placeholder.
[[nodiscard]] QLineEdit *searchField(const Theme &theme, const QString &label, QWidget *parent = nullptr);
/// A quiet icon button: 28 px, tooltip and accessible name set.
[[nodiscard]] QToolButton *iconButton(const Theme &theme, const QString &icon, const QString &name,
                                      QWidget *parent = nullptr);
/// The same for an action of the registry.
[[nodiscard]] QToolButton *actionButton(QAction *action, QWidget *parent = nullptr);
/// A hairline between areas.
[[nodiscard]] QFrame *separatorLine(Qt::Orientation orientation, QWidget *parent = nullptr);

} // namespace assay::ui
