// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include <QFuture>
#include <QFutureWatcher>

namespace assay::ui {

/// What `future | whenDone(context, done)` is made of.
template <typename Done> struct WhenDone {
    QObject *context;
    Done done;
};

/// `future | whenDone(context, done)` calls `done` with the value on the thread of `context`, unless that is
/// gone by then. Not QFuture::then(context): Qt 6.4 takes the context to be alive when the value comes, and
/// looks at it from the thread that made the value.
template <typename Done> [[nodiscard]] WhenDone<Done> whenDone(QObject *context, Done done)
{
    return {context, std::move(done)};
}

template <typename T, typename Done> void operator|(const QFuture<T> &future, WhenDone<Done> when)
{
    auto *watcher = new QFutureWatcher<T>(when.context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, when.context,
                     [watcher, done = std::move(when.done)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             done(watcher->result());
                     });
    watcher->setFuture(future);
}

} // namespace assay::ui
