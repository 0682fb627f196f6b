// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include "ui/shell/palettedelegate.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

const QString recentKey = u"palette/recent"_s;
constexpr qsizetype recentMax = 12;

} // namespace

CommandPalette::CommandPalette(const ActionRegistry &registry, Theme &theme, QSettings &state,
                               QWidget *window)
    : QDialog(window, Qt::Popup | Qt::FramelessWindowHint)
    , m_theme(theme)
    , m_state(state)
    , m_model(registry)
    , m_field(searchField(theme, tr("Find an action"), this))
    , m_list(new QListView(this))
    , m_nothing(new QLabel(tr("No action matches."), this))
{
    setAccessibleName(tr("Command palette"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new PaletteDelegate(theme, this));
    m_list->setAccessibleName(tr("Actions"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus); // typing and arrows both go through the field
    m_list->setMouseTracking(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    makeMuted(m_nothing);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::normal(), metrics::normal(), metrics::normal(), metrics::normal());
    column->addWidget(m_field);
    column->addWidget(m_nothing, 1);
    column->addWidget(m_list, 1);

    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::refresh);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
}

void CommandPalette::openPalette()
{
    m_field->clear();
    refresh();
    place();
    show();
    m_field->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::refresh()
{
    m_model.update(m_field->text(), m_state.value(recentKey).toStringList());
    const bool hasRows = m_model.rowCount() > 0;
    m_list->setVisible(hasRows);
    m_nothing->setVisible(!hasRows);
    m_list->setCurrentIndex(m_model.index(0, 0));
}

void CommandPalette::place()
{
    constexpr int rowsShown = 11;
    const QRect window = parentWidget()->geometry();
    const int width = std::min(window.width() - 2 * metrics::page(), fontMetrics().averageCharWidth() * 92);
    const int height = std::min(window.height() * 3 / 4,
                                metrics::controlHeight() + rowsShown * (metrics::rowHeight() + 2)
                                    + 3 * metrics::normal() + 4);
    const QPoint corner((window.width() - width) / 2, window.height() / 9);
    setGeometry(QRect(parentWidget()->mapToGlobal(corner), QSize(width, height)));
}

void CommandPalette::runCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !index.data(PaletteModel::EnabledRole).toBool())
        return; // it stays open and shows the reason
    const QPointer<QAction> action = m_model.actionAt(index.row());
    QStringList recent = m_state.value(recentKey).toStringList();
    recent.removeAll(action->objectName());
    recent.prepend(action->objectName());
    m_state.setValue(recentKey, recent.first(std::min(recent.size(), recentMax)));
    hide();
    // After the popup is gone, so that the action sees the window's own focus.
    QMetaObject::invokeMethod(
        parentWidget(),
        [action] {
            if (action)
                action->trigger();
        },
        Qt::QueuedConnection);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
        QCoreApplication::sendEvent(m_list, event);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    default:
        return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().ground);
    painter.setPen(m_theme.tokens().border);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace assay::ui
