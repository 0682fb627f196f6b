// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/columnstream.h"

#include <QCoreApplication>
#include <QLocale>

#include <utility>

namespace assay::ui {

void ColumnStream::onDelta(const providers::Delta &delta)
{
    const std::scoped_lock lock(m_mutex);
    m_arrived.text += delta.text;
    m_arrived.text += delta.refusal;
    m_arrived.reasoning += delta.reasoning;
    if (delta.toolCall)
        m_arrived.calls.push_back(delta);
    m_arrived.hasBegun = true;
}

void ColumnStream::onRetry(const Error &error, int nextAttempt, std::chrono::milliseconds wait)
{
    const QString seconds = QLocale().toString(double(wait.count()) / 1000, 'f', 1);
    const std::scoped_lock lock(m_mutex);
    m_arrived.notice = QCoreApplication::translate("Compare", "%1 Attempt %2 follows in %3 s.")
                           .arg(error.message)
                           .arg(nextAttempt)
                           .arg(seconds);
}

void ColumnStream::onQueued(int position)
{
    const std::scoped_lock lock(m_mutex);
    m_arrived.notice = position > 0
        ? QCoreApplication::translate("Compare", "Waiting for the rate limit: place %1 in the queue.")
              .arg(position)
        : QString();
}

void ColumnStream::onAskedAgain(const QString &why)
{
    const std::scoped_lock lock(m_mutex);
    m_arrived = {};
    m_arrived.isAnew = true;
    m_arrived.notice = QCoreApplication::translate("Compare", "Asked again: %1").arg(why);
}

ColumnStream::Arrived ColumnStream::drain()
{
    const std::scoped_lock lock(m_mutex);
    Arrived arrived = std::exchange(m_arrived, {});
    m_arrived.hasBegun = arrived.hasBegun;
    return arrived;
}

} // namespace assay::ui
