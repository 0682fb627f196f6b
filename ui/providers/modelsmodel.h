// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/modelcatalog.h"
#include "catalog/provider.h"

#include <QAbstractTableModel>

namespace assay::ui {

/// The models a provider listed, with what the catalogue knows of each.
class ModelsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Model, Context, InputPrice, OutputPrice, ColumnCount };
    enum Role { SortRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;
    void setModels(const QString &vendor, QList<catalog::ListedModel> models);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        catalog::ListedModel model;
        std::optional<std::int64_t> context;
        std::optional<Money> input;
        std::optional<Money> output;
    };
    QList<Row> m_rows;
};

} // namespace assay::ui
