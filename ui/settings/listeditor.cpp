// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/listeditor.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <functional>

#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QJsonObject>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr int entryRole = Qt::UserRole; ///< on a row's first item: the members that no column shows

/// A word is chosen, all else is typed.
class FieldDelegate final : public QStyledItemDelegate {
public:
    using Fields = std::function<const ListField &(int column)>;
    FieldDelegate(Fields fields, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_fields(std::move(fields))
    {
    }
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override
    {
        const ListField &field = m_fields(index.column());
        if (field.kind != ListField::Kind::Word)
            return QStyledItemDelegate::createEditor(parent, option, index);
        auto *box = new QComboBox(parent);
        box->addItems(field.choices);
        box->setAccessibleName(field.title);
        connect(box, &QComboBox::activated, this, [this, box] {
            auto *self =
                const_cast<FieldDelegate *>(this); // NOLINT: createEditor() is const, its signals not
            Q_EMIT self->commitData(box);
            Q_EMIT self->closeEditor(box);
        });
        return box;
    }
    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        if (auto *box = qobject_cast<QComboBox *>(editor))
            box->setCurrentText(index.data().toString());
        else
            QStyledItemDelegate::setEditorData(editor, index);
    }
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override
    {
        if (auto *box = qobject_cast<QComboBox *>(editor))
            model->setData(index, box->currentText());
        else
            QStyledItemDelegate::setModelData(editor, model, index);
    }

private:
    Fields m_fields;
};

QJsonObject newEntry(const QList<ListField> &fields)
{
    QJsonObject entry;
    for (const ListField &field : fields) {
        if (field.kind == ListField::Kind::Word)
            entry.insert(field.key, field.choices.first());
    }
    return entry;
}

} // namespace

ListEditor::ListEditor(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(new QStandardItemModel(this))
    , m_table(new QTableView(this))
    , m_title(sectionHeading({}, this))
    , m_problem(new QLabel(this))
    , m_add(new QPushButton(theme.icon(u"add"_s), tr("Add"), this))
    , m_remove(new QPushButton(theme.icon(u"remove"_s), tr("Remove"), this))
{
    buildLayout(theme);
    connect(m_add, &QPushButton::clicked, this, &ListEditor::addEntry);
    connect(m_remove, &QPushButton::clicked, this, &ListEditor::removeSelected);
    connect(m_model, &QStandardItemModel::itemChanged, this, [this] {
        if (!m_isFilling)
            Q_EMIT edited(entries());
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ListEditor::updateButtons);
}

void ListEditor::buildLayout(Theme &theme)
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(
        new FieldDelegate([this](int column) -> const ListField & { return m_fields.at(column); }, m_table));
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                             | QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(true); // from cell to cell, as one types a row
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    constexpr int shownRows = 5;
    m_table->setFixedHeight(metrics::rowHeight() * (shownRows + 1));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    const auto restyle = [this, &theme] {
        QPalette palette = m_problem->palette();
        palette.setColor(QPalette::WindowText, theme.tokens().error);
        m_problem->setPalette(palette);
    };
    restyle();
    connect(&theme, &Theme::changed, this, restyle);

    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::normal());
    head->addWidget(m_title);
    head->addWidget(m_problem, 1);
    head->addStretch();
    head->addWidget(m_add);
    head->addWidget(m_remove);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::tight());
    rows->addLayout(head);
    rows->addWidget(m_table);
}

void ListEditor::setList(const QString &title, const QList<ListField> &fields, const QJsonArray &shown)
{
    // The policy adds the defaults of a new entry: they show once no cell is open.
    const bool isOpen = m_table->viewport()->isAncestorOf(QApplication::focusWidget());
    const bool isSame = m_title->text() == title && (isOpen || entries() == shown);
    setProblem({});
    if (isSame)
        return;
    m_isFilling = true;
    m_title->setText(title);
    m_table->setAccessibleName(title);
    m_fields = fields;
    m_model->clear();
    QStringList titles;
    for (const ListField &field : fields)
        titles.append(field.title);
    m_model->setHorizontalHeaderLabels(titles);
    for (const QJsonValue &entry : shown)
        appendRow(entry);
    m_isFilling = false;
    auto *header = m_table->horizontalHeader();
    for (int column = 0; column < m_fields.size(); ++column)
        header->setSectionResizeMode(column, QHeaderView::Stretch);
    updateButtons();
}

void ListEditor::appendRow(const QJsonValue &entry)
{
    QList<QStandardItem *> row;
    for (const ListField &field : std::as_const(m_fields)) {
        const QJsonValue value = field.key.isEmpty() ? entry : entry[field.key];
        auto *item =
            new QStandardItem(field.kind == ListField::Kind::Flag ? QString() : cellText(field, value));
        if (field.kind == ListField::Kind::Flag) {
            item->setCheckable(true);
            item->setEditable(false);
            item->setCheckState(value.toBool() ? Qt::Checked : Qt::Unchecked);
        }
        row.append(item);
    }
    row.first()->setData(entry.toObject().toVariantMap(), entryRole);
    m_model->appendRow(row);
}

QJsonArray ListEditor::entries() const
{
    QJsonArray entries;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QJsonObject entry = QJsonObject::fromVariantMap(m_model->item(row)->data(entryRole).toMap());
        for (int column = 0; column < m_fields.size(); ++column) {
            const ListField &field = m_fields.at(column);
            const QStandardItem *item = m_model->item(row, column);
            const QJsonValue value = cellValue(
                field,
                item->isCheckable() ? item->checkState() == Qt::Checked ? u"true"_s : u""_s : item->text());
            if (field.key.isEmpty()) {
                entries.append(value);
                continue;
            }
            if (value.isUndefined() || (item->isCheckable() && !value.toBool()))
                entry.remove(field.key);
            else
                entry.insert(field.key, value);
        }
        if (!m_fields.isEmpty() && !m_fields.first().key.isEmpty())
            entries.append(entry);
    }
    return entries;
}

void ListEditor::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setAccessibleName(problem.isEmpty() ? tr("No problem") : problem);
}

void ListEditor::addEntry()
{
    if (m_fields.isEmpty())
        return;
    m_isFilling = true;
    appendRow(m_fields.first().key.isEmpty() ? QJsonValue(QString()) : QJsonValue(newEntry(m_fields)));
    m_isFilling = false;
    const QModelIndex first = m_model->index(m_model->rowCount() - 1, 0);
    m_table->setCurrentIndex(first);
    m_table->setFocus();
    m_table->edit(first);
}

void ListEditor::removeSelected()
{
    if (!m_table->currentIndex().isValid())
        return;
    m_model->removeRow(m_table->currentIndex().row());
    updateButtons();
    Q_EMIT edited(entries());
}

void ListEditor::updateButtons()
{
    m_remove->setEnabled(m_table->currentIndex().isValid());
}

} // namespace assay::ui
