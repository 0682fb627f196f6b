// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingspage.h"

#include "orchestration/policypath.h"
#include "ui/actions/actionregistry.h"
#include "ui/settings/listeditor.h"
#include "ui/settings/settingtexts.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

enum Column { Label, Value, Default, ColumnCount };
constexpr int pathRole = Qt::UserRole; ///< on every item of a setting's row
constexpr int helpRole = Qt::UserRole + 1;
constexpr int searchRole = Qt::UserRole + 2;
const QString rulesPath = u"safety.rules"_s;

QStandardItem *readOnly(const QString &text)
{
    auto *item = new QStandardItem(text);
    item->setEditable(false);
    return item;
}

QString displayText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? SettingsPage::tr("On") : SettingsPage::tr("Off");
    return orchestration::settingText(value);
}

/// A list reads as how many entries it has; typed it is JSON, for those who paste one.
class ValueDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QString displayText(const QVariant &value, const QLocale &locale) const override
    {
        const QString text = QStyledItemDelegate::displayText(value, locale);
        if (!text.startsWith(u'['))
            return text;
        const qsizetype count = orchestration::settingFromText(text).toArray().size();
        return count == 0 ? SettingsPage::tr("None")
                          : SettingsPage::tr("%n entries", nullptr, static_cast<int>(count));
    }
};

/// A switch takes a check box, all else is typed.
void showValue(QStandardItem *item, const QJsonValue &value)
{
    if (value.isBool()) {
        item->setCheckable(true);
        item->setEditable(false);
        item->setCheckState(value.toBool() ? Qt::Checked : Qt::Unchecked);
    }
    item->setText(displayText(value));
}

QCoro::Task<Result<QJsonObject>> policyOf(workspace::Workspace &workspace)
{
    const Result<bool> reloaded = co_await workspace.reloadPolicy();
    if (!reloaded)
        co_return tl::unexpected(reloaded.error());
    co_return orchestration::toJson(workspace.orchestrator().policy());
}

QCoro::Task<Result<QJsonObject>> keep(workspace::Workspace &workspace, QJsonObject json)
{
    Result<orchestration::Policy> policy = orchestration::policyFromJson(json);
    if (!policy)
        co_return tl::unexpected(policy.error());
    const Result<> kept = co_await workspace.setPolicy(std::move(*policy));
    if (!kept)
        co_return tl::unexpected(kept.error());
    co_return orchestration::toJson(workspace.orchestrator().policy());
}

} // namespace

SettingsPage::SettingsPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_model(new QStandardItemModel(0, ColumnCount, this))
    , m_shown(new QSortFilterProxyModel(this))
    , m_tree(new QTreeView(this))
    , m_search(searchField(context.theme, tr("Search settings"), this))
    , m_list(new ListEditor(context.theme, this))
    , m_usualRules(new QPushButton(tr("Add the &usual rules"), this))
    , m_help(new QLabel(this))
    , m_bar(new MessageBar(context.theme, this))
{
    buildModel();
    buildLayout();
    addActions();
    connect(m_model, &QStandardItemModel::itemChanged, this, &SettingsPage::onEdited);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_shown->setFilterFixedString(text);
        m_tree->expandAll();
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &SettingsPage::showSelected);
    connect(m_list, &ListEditor::edited, this, &SettingsPage::editList);
    connect(m_usualRules, &QPushButton::clicked, this, &SettingsPage::addUsualRules);
    m_list->hide();
    m_usualRules->hide();
}

void SettingsPage::buildModel()
{
    m_model->setHorizontalHeaderLabels({tr("Setting"), tr("Value"), tr("Default")});
    const QJsonObject defaults = orchestration::toJson(orchestration::Policy());
    for (const SettingSection &section : settingSections()) {
        auto *heading = readOnly(section.title);
        heading->setFont(metrics::strongFont());
        heading->setData(section.title, searchRole);
        for (const SettingText &setting : section.settings) {
            const QList<QStandardItem *> row{
                readOnly(setting.label), new QStandardItem(),
                readOnly(displayText(orchestration::settingAt(defaults, setting.path)))};
            for (QStandardItem *item : row) {
                item->setData(setting.path, pathRole);
                item->setData(setting.help, helpRole);
            }
            row[Label]->setData(QString(setting.label + u' ' + setting.help + u' ' + setting.path),
                                searchRole);
            row[Label]->setToolTip(setting.help);
            row[Value]->setAccessibleText(setting.label);
            heading->appendRow(row);
        }
        m_model->appendRow({heading, readOnly({}), readOnly({})});
    }
    m_shown->setSourceModel(m_model);
    m_shown->setFilterRole(searchRole);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_shown->setRecursiveFilteringEnabled(true);
    m_shown->setAutoAcceptChildRows(true);
}

void SettingsPage::buildLayout()
{
    m_tree->setModel(m_shown);
    m_tree->setItemDelegate(new ValueDelegate(m_tree));
    m_tree->setAccessibleName(tr("Settings"));
    m_tree->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                            | QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setTabKeyNavigation(false);
    m_tree->expandAll();
    const int character = fontMetrics().averageCharWidth();
    m_tree->setColumnWidth(Label, character * 60);
    m_tree->setColumnWidth(Value, character * 50);
    m_help->setWordWrap(true);
    m_help->setTextFormat(Qt::PlainText);
    m_help->setAccessibleName(tr("What the selected setting does"));
    m_help->setMinimumHeight(metrics::rowHeight() * 2);
    m_help->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    makeMuted(m_help);
    m_search->setMaximumWidth(character * 60);

    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    inner->setSpacing(metrics::normal());
    inner->addWidget(m_search);
    inner->addWidget(m_tree, 1);
    inner->addWidget(m_list);
    inner->addWidget(m_usualRules, 0, Qt::AlignLeft);
    inner->addWidget(m_help);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addLayout(inner, 1);
}

void SettingsPage::addActions()
{
    m_context.actions.add({u"settings.search"_s,
                           title(),
                           tr("&Search settings"),
                           u"search"_s,
                           {QKeySequence(u"Ctrl+F"_s)},
                           tr("Finds settings by name, description or path.")},
                          this, this, [this] {
                              m_search->setFocus();
                              m_search->selectAll();
                          });
    m_context.actions.add({u"settings.reset"_s,
                           title(),
                           tr("&Reset to default"),
                           u"restore"_s,
                           {QKeySequence(u"Ctrl+Backspace"_s)},
                           tr("Gives the selected setting its default back.")},
                          this, this, [this] { resetSelected(); });
    m_context.actions.add({u"settings.refresh"_s,
                           title(),
                           tr("Re&fresh"),
                           u"refresh"_s,
                           {QKeySequence(u"F5"_s)},
                           tr("Reads what another program may have set.")},
                          this, this, [this] { reload(); });
}

void SettingsPage::activate()
{
    reload();
    m_tree->setFocus();
}

void SettingsPage::reload()
{
    ++m_pending;
    m_context.engine.run([](workspace::Workspace &workspace) { return policyOf(workspace); })
        | whenDone(this, [this](const Result<QJsonObject> &policy) {
              --m_pending;
              m_loaded = true;
              if (policy)
                  showPolicy(*policy);
              else
                  m_bar->showError(policy.error(), {tr("Retry"), [this] { reload(); }});
          });
}

void SettingsPage::showPolicy(const QJsonObject &policy)
{
    m_policy = policy;
    m_isFilling = true;
    for (int section = 0; section < m_model->rowCount(); ++section) {
        QStandardItem *heading = m_model->item(section);
        for (int row = 0; row < heading->rowCount(); ++row) {
            const QString path = heading->child(row)->data(pathRole).toString();
            const QJsonValue value = orchestration::settingAt(policy, path);
            showValue(heading->child(row, Value), value);
            const QJsonValue usual =
                orchestration::settingAt(orchestration::toJson(orchestration::Policy()), path);
            QFont font = m_tree->font();
            font.setBold(value != usual); // what was changed stands out
            heading->child(row, Value)->setFont(font);
        }
    }
    m_isFilling = false;
    showSelected();
}

void SettingsPage::onEdited(QStandardItem *item)
{
    if (m_isFilling || item->column() != Value)
        return;
    const QString path = item->data(pathRole).toString();
    const QString label = item->parent()->child(item->row(), Label)->text();
    const QJsonValue before = orchestration::settingAt(m_policy, path);
    if (item->isCheckable())
        return change(path, item->checkState() == Qt::Checked, label);
    const bool isText = before.isString();
    change(path, isText ? QJsonValue(item->text()) : orchestration::settingFromText(item->text()), label);
}

void SettingsPage::resetSelected()
{
    const QModelIndex index = m_shown->mapToSource(m_tree->currentIndex());
    const QString path = index.data(pathRole).toString();
    if (path.isEmpty())
        return;
    const QJsonObject defaults = orchestration::toJson(orchestration::Policy());
    change(path, orchestration::settingAt(defaults, path), index.siblingAtColumn(Label).data().toString());
}

void SettingsPage::change(const QString &path, const QJsonValue &value, const QString &label)
{
    if (orchestration::settingAt(m_policy, path) == value)
        return showPolicy(m_policy);
    const QString said =
        value.isArray() ? tr("%1 changed.").arg(label) : tr("%1: %2.").arg(label, displayText(value));
    const auto changed = orchestration::withSetting(m_policy, path, value);
    if (changed)
        save(*changed, said, m_policy);
}

void SettingsPage::save(const QJsonObject &policy, const QString &said, const QJsonObject &before)
{
    ++m_pending;
    m_context.engine.run([policy](workspace::Workspace &workspace) { return keep(workspace, policy); })
        | whenDone(this, [this, said, before](const Result<QJsonObject> &kept) {
              --m_pending;
              if (!kept) {
                  showPolicy(m_policy); // what was typed is not in effect
                  m_bar->showError(kept.error());
                  return;
              }
              showPolicy(*kept);
              m_bar->showUndo(said, [this, before] { save(before, tr("Taken back."), m_policy); });
          });
}

void SettingsPage::navigate(const QVariantMap &arguments)
{
    const QVariant path = arguments.value(u"setting"_s);
    const QModelIndex top = m_shown->index(0, 0);
    const auto find = [&](int role, const QVariant &what) {
        return m_shown->match(top, role, what, 1, Qt::MatchExactly | Qt::MatchRecursive).value(0);
    };
    m_search->clear();
    const QModelIndex found = path.isValid() ? find(pathRole, path)
                                             : find(Qt::DisplayRole, arguments.value(u"section"_s));
    if (!found.isValid())
        return;
    m_tree->setCurrentIndex(found);
    m_tree->scrollTo(found, QAbstractItemView::PositionAtTop);
}

QString SettingsPage::selectedPath() const
{
    return m_tree->currentIndex().data(pathRole).toString();
}

void SettingsPage::showSelected()
{
    const QModelIndex index = m_tree->currentIndex();
    const QString path = selectedPath();
    m_help->setText(path.isEmpty() ? QString()
                                   : u"%1 (%2)"_s.arg(index.data(helpRole).toString(), path).trimmed());
    const QList<ListField> fields = listFieldsOf(path);
    m_list->setVisible(!fields.isEmpty());
    m_usualRules->setVisible(path == rulesPath);
    if (!fields.isEmpty())
        m_list->setList(index.siblingAtColumn(Label).data().toString(), fields,
                        orchestration::settingAt(m_policy, path).toArray());
}

/// Those of them that are not there by their names.
void SettingsPage::addUsualRules()
{
    QJsonArray rules = orchestration::settingAt(m_policy, rulesPath).toArray();
    QSet<QString> ids;
    for (const QJsonValue &rule : std::as_const(rules))
        ids.insert(rule["id"_L1].toString());
    validation::SafetyPolicy usual;
    usual.rules = validation::usualSafetyRules();
    const qsizetype before = rules.size();
    for (const QJsonValue &rule : validation::toJson(usual)["rules"_L1].toArray()) {
        if (!ids.contains(rule["id"_L1].toString()))
            rules.append(rule);
    }
    if (rules.size() == before) {
        m_bar->show(MessageBar::Kind::Info, tr("The usual rules are all there."));
        return;
    }
    change(rulesPath, rules, tr("Rules"));
}

/// A row that is not yet complete waits in the editor; what is complete is in effect at once.
void SettingsPage::editList(const QJsonArray &entries)
{
    const auto changed = orchestration::withSetting(m_policy, selectedPath(), entries);
    if (!changed)
        return;
    const auto sound = orchestration::policyFromJson(*changed).and_then(orchestration::checked);
    m_list->setProblem(sound ? QString() : sound.error().message);
    if (sound)
        change(selectedPath(), entries, m_tree->currentIndex().siblingAtColumn(Label).data().toString());
}

} // namespace assay::ui
