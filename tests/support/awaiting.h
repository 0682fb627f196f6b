// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoroFuture>
#include <QCoroTask>
#include <QFuture>

namespace assay::test {

/// The value of a task or future, running the event loop until it is there.
template <typename T>
T await(QCoro::Task<T> task)
{
    return QCoro::waitFor(std::move(task));
}

template <typename T>
T await(QFuture<T> future)
{
    return QCoro::waitFor(qCoro(future).waitForFinished());
}

} // namespace assay::test
