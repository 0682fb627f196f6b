// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <functional>
#include <utility>

#include <QCoroFuture>
#include <QTimer>
#include <QWidget>

class QLineEdit;

namespace assay::ui {

/// One view of the page Operations. Reads while it shows: at once, on F5, and every `interval`.
class OperationsView : public QWidget {
    Q_OBJECT
public:
    /// Without an interval it reads only when it comes to sight and when asked.
    OperationsView(const PageContext &context, std::chrono::milliseconds interval, QWidget *parent);

    virtual void refresh() = 0;
    /// Copies the chosen rows.
    virtual void copy() const = 0;
    virtual void focusMain() = 0;
    /// The field that Ctrl+F goes to.
    [[nodiscard]] virtual QLineEdit *searchBox() const = 0;
    /// Closes the innermost thing; true when there was one.
    virtual bool escape() { return false; }
    [[nodiscard]] bool isSettled() const { return m_loaded && m_pending == 0; }

Q_SIGNALS:
    /// Reading failed; said once, not at every turn.
    void failed(const Error &error);
    /// What was to be changed was not.
    void refused(const Error &error);
    /// Reading works again.
    void recovered();
    /// Something was done; `undo` may be empty.
    void done(const QString &sentence, const std::function<void()> &undo);
    void navigationRequested(const QString &pageId, const QVariantMap &arguments);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

    [[nodiscard]] const PageContext &context() const { return m_context; }

    /// Asks the engine; `done` gets the value unless a younger read() was begun meanwhile.
    template <typename T, typename Work, typename Done> void read(Work work, Done done)
    {
        const quint64 asking = ++m_asking;
        ++m_pending;
        m_context.engine.run(std::move(work))
            | whenDone(this, [this, asking, done = std::move(done)](const Result<T> &answer) {
                  --m_pending;
                  m_loaded = true;
                  if (asking != m_asking)
                      return;
                  if (!answer)
                      return tellFailure(answer.error());
                  if (std::exchange(m_hasFailed, false))
                      Q_EMIT recovered();
                  done(*answer);
              });
    }
    /// Has the engine change something, says so, and reads again.
    template <typename Work> void change(Work work, QString sentence, std::function<void()> undo = {})
    {
        ++m_pending;
        m_context.engine.run(std::move(work))
            | whenDone(
                this, [this, sentence = std::move(sentence), undo = std::move(undo)](const Result<> &answer) {
                    --m_pending;
                    if (answer)
                        Q_EMIT done(sentence, undo);
                    else
                        Q_EMIT refused(answer.error());
                    refresh();
                });
    }

private:
    void tellFailure(const Error &error);

    PageContext m_context;
    QTimer m_timer{this};
    quint64 m_asking = 0;
    int m_pending = 0;
    bool m_loaded = false;
    bool m_hasFailed = false; ///< said once, not every second
};

} // namespace assay::ui
