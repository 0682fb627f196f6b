// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "catalog/catalogmodel.h"

#include <QTableWidget>

namespace assay::ui {

/// All prices of a model: a row for each kind of token, a column for each list of prices (standard, above a size
/// of input, batch, flex, priority). Empty means that the list does not say.
class PriceGrid final : public QTableWidget {
    Q_OBJECT
public:
    explicit PriceGrid(QWidget *parent = nullptr);
    void setPrices(const catalog::CatalogModel &model);
    /// `model` with the prices typed; a sentence that names the cell which is no price.
    [[nodiscard]] Result<catalog::CatalogModel> taken(catalog::CatalogModel model) const;

private:
    struct Column {
        catalog::ServiceTier service = catalog::ServiceTier::Standard;
        bool isTier = false;
    };
    void addColumn(const Column &column, const catalog::PriceRates &rates, const QString &above);
    [[nodiscard]] QString cell(int row, int column) const;
    [[nodiscard]] QString cellName(int row, int column) const;
    [[nodiscard]] Result<catalog::PriceRates> ratesIn(int column) const;
    [[nodiscard]] Result<std::optional<std::int64_t>> aboveIn(int column) const;
    [[nodiscard]] bool isEmptyColumn(int column) const;

    QList<Column> m_columns;
};

} // namespace assay::ui
