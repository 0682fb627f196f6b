// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/litellmprices.h"
#include "catalog/priceimport.h"
#include "ui/providers/pricedmodels.h"
#include "ui/widgets/page.h"

#include <QFuture>

class QLabel;
class QPushButton;

namespace assay::ui {

class MessageBar;

/// Above the models: where prices come from, and the import of LiteLLM's price file. Also keeps what is typed
/// into the table.
class PricesBar final : public QWidget {
    Q_OBJECT
public:
    /// What was done and went wrong shows in `bar`, which must outlive this.
    PricesBar(const PageContext &context, MessageBar *bar, QWidget *parent = nullptr);

    /// `problems`: the workspace's own entries that could not be read.
    void setState(bool hasModels, const QStringList &problems);
    /// From now on the model costs this; can be undone.
    void setPrice(const QString &vendor, const PricedModel &model, const catalog::PriceRates &rates);
    /// Reads the file, says what it would change, and asks.
    void importFile(const QString &path);
    [[nodiscard]] bool isBusy() const { return m_pending > 0; }

Q_SIGNALS:
    void pricesChanged();

private:
    struct Plan {
        std::vector<catalog::PlannedPrice> prices;
        qsizetype skipped = 0;
    };
    void chooseFile();
    void offer(const Plan &plan);
    void write(std::vector<catalog::CatalogModel> models);
    void takeBack(const QString &vendor, const QString &model, UtcMicros since);
    template <typename T, typename Done> void when(QFuture<Result<T>> future, Done done);

    PageContext m_context;
    MessageBar *m_bar;
    QLabel *m_text;
    QPushButton *m_import;
    int m_pending = 0;
};

} // namespace assay::ui
