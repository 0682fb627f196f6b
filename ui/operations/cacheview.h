// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/likequestions.h"
#include "orchestration/responsecache.h"
#include "ui/operations/operationsview.h"

#include <QHash>
#include <QLabel>

class QPushButton;
class QTabWidget;

namespace assay::ui {

class DataTable;

/// What the cache of answers holds and saved, and which like questions it matched.
class CacheView final : public OperationsView {
    Q_OBJECT
public:
    explicit CacheView(const PageContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void copy() const override;
    void focusMain() override;
    [[nodiscard]] QLineEdit *searchBox() const override { return m_search; }
    bool escape() override;

private:
    struct Now {
        orchestration::CacheSettings settings;
        orchestration::CacheFigures figures;
        QList<orchestration::KeptAnswer> entries;
        QList<orchestration::LikeQuestion> matches;
    };
    [[nodiscard]] static QCoro::Task<Result<Now>> look(workspace::Workspace &workspace);
    void build();
    void addActions();
    void showNow(const Now &now);
    void showFigures(const Now &now);
    void showMatches(const QList<orchestration::LikeQuestion> &matches);
    void showEmptiness(const orchestration::CacheSettings &settings);
    void updateActions();
    void removeChosen();
    void openCall();
    void askToClear();
    void clear();

    QLineEdit *m_search;
    QLabel *m_held;
    QLabel *m_saved;
    QTabWidget *m_tabs;
    DataTable *m_answers;
    DataTable *m_matches;
    QPushButton *m_remove;
    QPushButton *m_open;
    QPushButton *m_clear;
    QWidget *m_buttons;
    QWidget *m_question;
    QPushButton *m_confirm;
    QHash<QString, QByteArray> m_keys; ///< by row id
};

} // namespace assay::ui
