// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/controls.h"

#include "ui/actions/actionregistry.h"
#include "ui/theme/metrics.h"
#include "ui/theme/roles.h"
#include "ui/theme/theme.h"

#include <QAction>

namespace assay::ui {

using namespace Qt::StringLiterals;

void makePrimary(QPushButton *button)
{
    setRole(button, ControlRole::Primary);
}

void makeDanger(QPushButton *button)
{
    setRole(button, ControlRole::Danger);
}

void makeLink(QPushButton *button)
{
    setRole(button, ControlRole::Link);
    button->setFlat(true);
    button->setCursor(Qt::PointingHandCursor);
}

void makeMuted(QLabel *label)
{
    label->setForegroundRole(QPalette::PlaceholderText); // a palette role, so it follows the theme by itself
}

QLabel *sectionHeading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(metrics::headingFont());
    return label;
}

QLineEdit *searchField(const Theme &theme, const QString &label, QWidget *parent)
{
    auto *field = new QLineEdit(parent);
    field->setPlaceholderText(label);
    field->setAccessibleName(label);
    field->setClearButtonEnabled(true);
    field->addAction(theme.icon(u"search"_s), QLineEdit::LeadingPosition);
    return field;
}

QToolButton *iconButton(const Theme &theme, const QString &icon, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(theme.icon(icon));
    button->setIconSize({metrics::icon(), metrics::icon()});
    button->setAutoRaise(true);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QToolButton *actionButton(QAction *action, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setIconSize({metrics::icon(), metrics::icon()});
    button->setAutoRaise(true);
    button->setAccessibleName(ActionRegistry::plainText(action));
    button->setAccessibleDescription(action->whatsThis());
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QFrame *separatorLine(Qt::Orientation orientation, QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(orientation == Qt::Horizontal ? QFrame::HLine : QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    return line;
}

} // namespace assay::ui
