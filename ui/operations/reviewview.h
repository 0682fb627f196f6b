// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/operationsview.h"
#include "validation/reviewqueue.h"

class QAction;
class QComboBox;
class QSplitter;

namespace assay::ui {

class DataTable;
class ReviewDetails;

/// The texts that a safety rule wants a person to look at.
class ReviewView final : public OperationsView {
    Q_OBJECT
public:
    explicit ReviewView(const PageContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void copy() const override;
    void focusMain() override;
    [[nodiscard]] QLineEdit *searchBox() const override { return m_search; }

Q_SIGNALS:
    void openCountChanged(qint64 open);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    struct Listing {
        QList<validation::ReviewItem> items;
        qint64 open = 0;
    };
    static QCoro::Task<Result<Listing>> list(workspace::Workspace &workspace, bool areDecided);
    void build();
    void addActions();
    void showListing(const Listing &listing);
    void showEmptiness();
    void choose(const QString &id);
    void enableActions(bool isShown);
    void decide(validation::ReviewDecision decision);
    [[nodiscard]] bool showsDecided() const;

    QLineEdit *m_search;
    QComboBox *m_state;
    DataTable *m_table;
    ReviewDetails *m_details;
    QSplitter *m_split;
    QList<validation::ReviewItem> m_items;
};

} // namespace assay::ui
