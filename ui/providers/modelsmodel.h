// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/providers/pricedmodels.h"

#include <QAbstractTableModel>

namespace assay::ui {

/// The models a provider listed, with what they cost. A price can be typed in place.
class ModelsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Model, Context, InputPrice, CachedPrice, OutputPrice, PriceFrom, LastDay, ColumnCount };
    enum Role { SortRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;
    void setModels(QList<PricedModel> models);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Asks for the price by priceTyped(); the cell shows it once the models are set anew.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void priceTyped(const assay::ui::PricedModel &model, const assay::catalog::PriceRates &rates);
    /// What was typed is no price; a sentence.
    void refused(const QString &why);

private:
    [[nodiscard]] QVariant sortable(const PricedModel &row, int column) const;
    [[nodiscard]] QString text(const PricedModel &row, int column) const;

    QList<PricedModel> m_rows;
};

} // namespace assay::ui
