// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/modeledit.h"
#include "catalog/pricestore.h"
#include "ui/widgets/page.h"

#include <functional>

class QComboBox;
class QDateTimeEdit;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace assay::ui {

class MessageBar;
class PriceGrid;

/// All that is known of one model, to be changed from a moment on, and the history of its prices. Recorded costs
/// never change.
class ModelEditor final : public QWidget {
    Q_OBJECT
public:
    /// What was done and went wrong shows in `bar`, which must outlive this.
    ModelEditor(const PageContext &context, MessageBar *bar, QWidget *parent = nullptr);
    void open(const QString &vendor, const QString &model);
    [[nodiscard]] bool isBusy() const { return m_pending > 0; }

Q_SIGNALS:
    void changed();
    void closed();

private:
    struct Known {
        std::optional<catalog::CatalogModel> model; ///< as it holds now
        std::vector<catalog::PricePeriod> periods;
        UtcMicros now = 0;
    };
    void buildRows();
    QWidget *factsRow();
    void addRefusals(QGridLayout *grid, int columns);
    QWidget *historyPart();
    void load();
    void show(const Known &known);
    void showHistory();
    void refreshHistoryButtons();
    [[nodiscard]] Result<catalog::CatalogModel> typed() const;
    [[nodiscard]] UtcMicros validFrom() const;
    void save();
    void endPrice();
    void strike();
    using StoreChange = std::function<QFuture<Result<>>(catalog::PriceStore &)>;
    /// What puts back the entry of that moment as it is now, or takes out a new one.
    [[nodiscard]] StoreChange restoring(UtcMicros from) const;
    /// Does the change, then offers to take it back.
    void write(const StoreChange &change, const QString &sentence, const StoreChange &back);

    PageContext m_context;
    MessageBar *m_bar;
    catalog::CatalogModel m_model;
    std::vector<catalog::PricePeriod> m_periods;
    int m_pending = 0;
    QLabel *m_name;
    QLineEdit *m_window;
    QLineEdit *m_maxOutput;
    QLineEdit *m_lastDay;
    QList<QComboBox *> m_abilities;
    QLineEdit *m_refuses;
    QLineEdit *m_refusesReasoning;
    PriceGrid *m_prices;
    QDateTimeEdit *m_from;
    QLabel *m_problem;
    QPushButton *m_save;
    QPushButton *m_close;
    QTableWidget *m_history;
    QPushButton *m_end;
    QPushButton *m_strike;
};

} // namespace assay::ui
