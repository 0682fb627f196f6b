// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/finderpopup.h"

#include "ui/shell/palettedelegate.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QCoreApplication>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

namespace assay::ui {

FinderPopup::FinderPopup(Theme &theme, const Texts &texts, QWidget *window)
    : QDialog(window, Qt::Popup | Qt::FramelessWindowHint)
    , m_theme(theme)
    , m_field(searchField(theme, texts.prompt, this))
    , m_list(new QListView(this))
    , m_nothing(new QLabel(texts.nothing, this))
{
    setAccessibleName(texts.name);
    m_list->setItemDelegate(new PaletteDelegate(theme, this));
    m_list->setAccessibleName(texts.list);
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
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &typed) {
        findMatches(typed);
        showMatches();
    });
    connect(m_list, &QListView::clicked, this, &FinderPopup::takeCurrent);
}

void FinderPopup::setModel(QAbstractItemModel &model)
{
    m_list->setModel(&model);
}

QString FinderPopup::pattern() const
{
    return m_field->text();
}

void FinderPopup::openFinder()
{
    m_field->clear();
    findMatches({});
    showMatches();
    place();
    show();
    m_field->setFocus(Qt::PopupFocusReason);
}

void FinderPopup::showMatches()
{
    const bool hasRows = m_list->model()->rowCount() > 0;
    m_list->setVisible(hasRows);
    m_nothing->setVisible(!hasRows);
    if (!m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_list->model()->index(0, 0));
}

void FinderPopup::place()
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

void FinderPopup::takeCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    if (index.isValid() && take(index))
        hide();
}

bool FinderPopup::eventFilter(QObject *watched, QEvent *event)
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
        takeCurrent();
        return true;
    default:
        return false;
    }
}

void FinderPopup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().ground);
    painter.setPen(m_theme.tokens().border);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace assay::ui
