// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/modelchooser.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QWheelEvent>

namespace assay::ui {

void ModelListModel::setModels(QList<ModelChoice> models)
{
    beginResetModel();
    m_models = std::move(models);
    endResetModel();
}

QString ModelListModel::label(const catalog::ModelRef &ref) const
{
    for (const ModelChoice &choice : m_models) {
        if (choice.ref == ref)
            return choice.label();
    }
    return ref.toString();
}

int ModelListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_models.size());
}

QVariant ModelListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_models.size())
        return {};
    const ModelChoice &choice = m_models[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return choice.label();
    case Qt::ToolTipRole:
        return choice.isListed ? tr("Listed by its provider") : tr("Known from the price list");
    default:
        return {};
    }
}

ModelChooser::ModelChooser(ModelListModel &models, Theme &, QWidget *parent)
    : QComboBox(parent)
    , m_models(models)
{
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    setModel(&models);
    setMaxVisibleItems(16);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(8);
    setAccessibleName(tr("Model"));
    setFocusPolicy(Qt::StrongFocus);
    lineEdit()->setPlaceholderText(tr("Choose a model"));
    auto *completer = new QCompleter(&models, this);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setMaxVisibleItems(16);
    setCompleter(completer);

    connect(this, &QComboBox::textActivated, this, &ModelChooser::takeText);
    connect(completer, qOverload<const QString &>(&QCompleter::activated), this, &ModelChooser::takeText);
    connect(lineEdit(), &QLineEdit::editingFinished, this, &ModelChooser::takeText);
    connect(&models, &QAbstractItemModel::modelReset, this, &ModelChooser::showTarget);
    showTarget();
}

void ModelChooser::setTarget(const std::optional<catalog::ModelRef> &target)
{
    m_target = target;
    showTarget();
}

void ModelChooser::showTarget()
{
    const QSignalBlocker blocker(this);
    setCurrentIndex(m_target ? findText(m_models.label(*m_target)) : -1);
    setEditText(m_target ? m_models.label(*m_target) : QString());
    lineEdit()->setCursorPosition(0); // a long name shows its provider
    setToolTip(m_target ? m_models.label(*m_target) : QString());
}

void ModelChooser::takeText()
{
    const QString text = currentText().trimmed();
    if (m_target && text == m_models.label(*m_target))
        return;
    if (text.isEmpty()) {
        showTarget();
        return;
    }
    std::optional<catalog::ModelRef> target;
    for (const ModelChoice &choice : m_models.models()) {
        if (choice.label().compare(text, Qt::CaseInsensitive) == 0)
            target = choice.ref;
    }
    if (!target)
        target = catalog::parseModelRef(text);
    if (!target) {
        showTarget();
        Q_EMIT refused(
            tr("\u201C%1\u201D is no model. Type PROVIDER/MODEL, or pick one from the list.").arg(text));
        return;
    }
    m_target = target;
    showTarget();
    Q_EMIT targetChanged();
}

void ModelChooser::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // scrolling past must not ask another model
}

} // namespace assay::ui
