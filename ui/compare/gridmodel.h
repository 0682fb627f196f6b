// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/gridrun.h"

#include <QAbstractTableModel>

namespace assay::ui {

class ModelListModel;

/// The cells of a grid: rows of values down, columns across, and a last row that sums up each column.
class GridModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class State { Empty, Waiting, Running, Answered, Failed, Sum };
    Q_ENUM(State)
    enum Role { StateRole = Qt::UserRole, FiguresRole };

    GridModel(const GridRun &run, const ModelListModel &models, QObject *parent = nullptr);

    /// The cell of an index; none for the sums.
    [[nodiscard]] std::optional<GridPlace> place(const QModelIndex &index) const;
    /// Whom a column asks: "simulated/sim-swift, Version 3".
    [[nodiscard]] QString columnTitle(int column) const;
    /// One sentence on an outcome: time, tokens, cost.
    [[nodiscard]] static QString figuresOf(const ColumnOutcome &outcome);
    /// One sentence on several answers: how many differ, from when to when, what they cost.
    [[nodiscard]] static QString spreadText(const evaluation::Spread &spread);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] bool hasSums() const;
    [[nodiscard]] State state(const QModelIndex &index) const;
    [[nodiscard]] QString text(const QModelIndex &index) const;
    [[nodiscard]] QString figures(const QModelIndex &index) const;
    void renew(GridPlace place);

    const GridRun &m_run;
    const ModelListModel &m_models;
};

} // namespace assay::ui
