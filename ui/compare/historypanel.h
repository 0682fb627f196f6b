// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/id.h"

#include <functional>
#include <optional>

#include <QWidget>

class QLabel;
class QListView;

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

class HistoryModel;
class Theme;

/// The runs so far, newest first. Return or a click opens one, Del removes it (with a way back).
class HistoryPanel final : public QWidget {
    Q_OBJECT
public:
    HistoryPanel(workspace::Engine &engine, Theme &theme, QWidget *parent = nullptr);

    void reload();
    void setCurrent(const std::optional<RunId> &run);
    [[nodiscard]] std::optional<RunId> newest() const;
    [[nodiscard]] int count() const;
    [[nodiscard]] bool isPinned(const RunId &run) const;
    [[nodiscard]] QListView *list() const { return m_list; }
    void removeSelected();
    [[nodiscard]] bool isSettled() const { return m_pending == 0; }

Q_SIGNALS:
    void loaded();
    void openRequested(assay::RunId run);
    void removed(assay::RunId run, const QString &title, const std::function<void()> &undo);
    void failed(const assay::Error &error);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void open(int row);

    workspace::Engine &m_engine;
    HistoryModel *m_model;
    QListView *m_list;
    QLabel *m_empty;
    std::optional<RunId> m_current;
    int m_pending = 0;
};

} // namespace assay::ui
