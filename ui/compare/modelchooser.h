// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/comparedata.h"

#include <QAbstractListModel>
#include <QComboBox>

namespace assay::ui {

class Theme;

/// The models of all providers; every column's chooser shows the same one.
class ModelListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setModels(QList<ModelChoice> models);
    [[nodiscard]] const QList<ModelChoice> &models() const { return m_models; }
    /// What a column shows for a model, also for one that nobody lists.
    [[nodiscard]] QString label(const catalog::ModelRef &ref) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<ModelChoice> m_models;
};

/// Picks "provider/model": opens as a list, filters while one types, takes names that no listing has.
class ModelChooser final : public QComboBox {
    Q_OBJECT
public:
    ModelChooser(ModelListModel &models, Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] std::optional<catalog::ModelRef> target() const { return m_target; }
    void setTarget(const std::optional<catalog::ModelRef> &target);

Q_SIGNALS:
    void targetChanged();
    /// What was typed names no provider and model.
    void refused(const QString &sentence);

protected:
    void wheelEvent(QWheelEvent *event) override;

private:
    void takeText();
    void showTarget();

    ModelListModel &m_models;
    std::optional<catalog::ModelRef> m_target;
};

} // namespace assay::ui
