// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationsview.h"

namespace assay::ui {

OperationsView::OperationsView(const PageContext &context, std::chrono::milliseconds interval,
                               QWidget *parent)
    : QWidget(parent)
    , m_context(context)
{
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_pending == 0) // a slow disk gets no second question
            refresh();
    });
}

void OperationsView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    if (m_timer.interval() > 0)
        m_timer.start();
}

void OperationsView::hideEvent(QHideEvent *event)
{
    m_timer.stop();
    QWidget::hideEvent(event);
}

void OperationsView::tellFailure(const Error &error)
{
    if (!std::exchange(m_hasFailed, true))
        Q_EMIT failed(error);
}

} // namespace assay::ui
