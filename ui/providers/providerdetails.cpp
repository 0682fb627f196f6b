// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/providerdetails.h"

#include "catalog/connectionrules.h"
#include "ui/providers/connectioneditor.h"
#include "ui/providers/keyfield.h"
#include "ui/providers/modeleditor.h"
#include "ui/providers/modelsmodel.h"
#include "ui/providers/pricesbar.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/section.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QApplication>
#include <QClipboard>
#include <QCoroFuture>
#include <QElapsedTimer>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace assay::ui {

using Models = QList<catalog::ListedModel>;
using workspace::Workspace;

namespace {

ProviderDetails::Listing priced(Workspace &workspace, const catalog::Provider &provider, const Models &models)
{
    const std::shared_ptr<const catalog::PriceBook> book = workspace.prices();
    return {pricedModels(*book, provider.priceVendor(), models, workspace.clock().utcMicros()),
            book->problems()};
}

} // namespace

ProviderDetails::ProviderDetails(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_bar(new MessageBar(context.theme, this))
    , m_name(new QLabel(this))
    , m_what(new QLabel(this))
    , m_url(new QLabel(this))
    , m_prices(new PricesBar(context, m_bar, this))
    , m_connection(new ConnectionEditor(context.theme, this))
    , m_connectionSection(new Section(context.theme, tr("Connection"), m_connection, this))
    , m_keyState(new QLabel(this))
    , m_keyEditor(new QWidget(this))
    , m_key(new KeyField(m_keyEditor))
    , m_saveKey(new QPushButton(tr("&Save key"), m_keyEditor))
    , m_removeKey(new QPushButton(tr("Remove key"), m_keyEditor))
    , m_test(new QPushButton(tr("&Test connection"), this))
    , m_remove(new QPushButton(tr("Remove provider\u2026"), this))
    , m_modelsHeading(sectionHeading(tr("Models"), this))
    , m_search(searchField(context.theme, tr("Search models"), this))
    , m_edit(new QPushButton(tr("&Edit model\u2026"), this))
    , m_facts(new QWidget(this))
    , m_modelsPart(new QWidget(this))
    , m_editor(new ModelEditor(context, m_bar, this))
    , m_models(new QTableView(this))
    , m_modelsModel(new ModelsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
{
    buildRows();
    connect(m_test, &QPushButton::clicked, this, &ProviderDetails::testConnection);
    connect(m_remove, &QPushButton::clicked, this, &ProviderDetails::removeProvider);
    connect(m_saveKey, &QPushButton::clicked, this, &ProviderDetails::saveKey);
    connect(m_key, &QLineEdit::returnPressed, this, &ProviderDetails::saveKey);
    connect(m_removeKey, &QPushButton::clicked, this, &ProviderDetails::removeKey);
    connect(m_modelsModel, &ModelsModel::priceTyped, m_prices,
            [this](const PricedModel &model, const catalog::PriceRates &rates) {
                m_prices->setPrice(m_row.provider.priceVendor(), model, rates);
            });
    connect(m_modelsModel, &ModelsModel::refused, this,
            [this](const QString &why) { m_bar->show(MessageBar::Kind::Warning, why); });
    connect(m_connection, &ConnectionEditor::edited, this, &ProviderDetails::change);
    connect(m_search, &QLineEdit::textChanged, m_sorted, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_edit, &QPushButton::clicked, this, &ProviderDetails::editModel);
    connect(m_models, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        if (!index.flags().testFlag(Qt::ItemIsEditable))
            editModel();
    });
    connect(m_models->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { m_edit->setEnabled(current.isValid()); });
    connect(m_editor, &ModelEditor::closed, this, &ProviderDetails::escape);
    connect(m_editor, &ModelEditor::changed, this, &ProviderDetails::loadListing);
    connect(m_prices, &PricesBar::pricesChanged, this, &ProviderDetails::loadListing);
}

bool ProviderDetails::isBusy() const
{
    return m_pending > 0 || m_prices->isBusy() || m_connection->isBusy() || m_editor->isBusy();
}

QWidget *ProviderDetails::keyRow()
{
    auto *row = new QHBoxLayout(m_keyEditor);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::normal());
    row->addWidget(m_key, 1);
    row->addWidget(m_saveKey);
    row->addWidget(m_removeKey);
    return m_keyEditor;
}

QWidget *ProviderDetails::modelsPart()
{
    m_sorted->setSourceModel(m_modelsModel);
    m_sorted->setSortRole(ModelsModel::SortRole);
    m_models->setModel(m_sorted);
    m_models->setSortingEnabled(true);
    m_models->sortByColumn(-1, Qt::AscendingOrder); // the provider's own order until someone clicks
    m_models->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_models->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_models->setShowGrid(false);
    m_models->setAccessibleName(tr("Models of this provider"));
    m_models->verticalHeader()->hide();
    m_models->verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    m_models->setTabKeyNavigation(false);
    m_models->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_models->horizontalHeader()->setSectionResizeMode(ModelsModel::Model, QHeaderView::Stretch);
    // Names are long and what tells them apart is often their end.
    m_models->setWordWrap(false);
    m_models->setTextElideMode(Qt::ElideMiddle);
    const auto widthFor = [this](int column, const QString &widest) {
        const int title = fontMetrics().horizontalAdvance(
            m_modelsModel->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        const int sortMark = metrics::wide();
        m_models->horizontalHeader()->resizeSection(
            column, std::max(title + sortMark, fontMetrics().horizontalAdvance(widest)) + 2 * metrics::normal());
    };
    widthFor(ModelsModel::Context, u"10,000,000"_s);
    for (const int column : {ModelsModel::InputPrice, ModelsModel::CachedPrice, ModelsModel::OutputPrice})
        widthFor(column, u"$180.00"_s);
    widthFor(ModelsModel::PriceFrom, tr("LiteLLM, since %1").arg(u"28 Nov 2026"_s));
    widthFor(ModelsModel::LastDay, u"28 Nov 2026"_s);

    m_sorted->setFilterKeyColumn(ModelsModel::Model);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_edit->setEnabled(false);
    m_edit->setToolTip(tr("Context, abilities and all prices of the selected model, and their history"));
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::wide());
    head->addWidget(m_modelsHeading, 1);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    head->addWidget(m_search, 1);
    head->addWidget(m_edit);
    auto *rows = new QVBoxLayout(m_modelsPart);
    rows->setContentsMargins(0, metrics::normal(), 0, 0);
    rows->setSpacing(metrics::wide());
    rows->addLayout(head);
    rows->addWidget(m_prices);
    rows->addWidget(m_models, 1);
    return m_modelsPart;
}

void ProviderDetails::buildRows()
{
    m_name->setFont(metrics::titleFont());
    for (QLabel *label : {m_name, m_what, m_url, m_keyState})
        label->setTextFormat(Qt::PlainText);
    m_url->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_url->setAccessibleName(tr("Base URL"));
    makeMuted(m_what);
    makePrimary(m_test);
    makeDanger(m_remove);

    auto *head = new QHBoxLayout;
    auto *titles = new QVBoxLayout;
    titles->setSpacing(metrics::tight());
    titles->addWidget(m_name);
    titles->addWidget(m_what);
    head->addLayout(titles, 1);
    head->addWidget(m_test, 0, Qt::AlignTop);
    head->addWidget(m_remove, 0, Qt::AlignTop);

    auto *form = new QFormLayout(m_facts);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(metrics::section());
    form->setVerticalSpacing(metrics::wide());
    form->addRow(tr("Address"), m_url);
    form->addRow(tr("Key"), m_keyState);
    form->addRow(QString(), keyRow());

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::section(), metrics::page(), metrics::section(), metrics::page());
    rows->setSpacing(metrics::wide());
    rows->addWidget(m_bar);
    rows->addLayout(head);
    rows->addWidget(m_facts);
    rows->addWidget(m_connectionSection);
    rows->addWidget(modelsPart(), 1);
    rows->addWidget(m_editor, 1);
    showEditor(false);
}

/// Runs `work` on the engine, counts it as pending, and shows what went wrong in the bar.
template <typename T, typename Work, typename Done> void ProviderDetails::ask(Work work, Done done)
{
    ++m_pending;
    m_context.engine.run(std::move(work))
        | whenDone(this, [this, asked = m_row.provider.id, done = std::move(done)](const Result<T> &answer) {
              --m_pending;
              if (asked != m_row.provider.id)
                  return; // the answer for a provider that is no longer shown
              if (answer)
                  done(answer);
              else
                  m_bar->showError(answer.error());
          });
}

void ProviderDetails::setProvider(const ProviderRow &row)
{
    const bool isOther = row.provider.id != m_row.provider.id;
    m_row = row;
    const catalog::Provider &provider = row.provider;
    m_name->setText(provider.name);
    m_what->setText(provider.isSimulated
                        ? tr("Simulated answers for trying Assay out: no network, no key, no cost")
                        : ProvidersModel::describe(provider));
    m_url->setText(provider.isSimulated ? tr("a free port of this computer, chosen at each start")
                                        : provider.baseUrl.toString());
    const bool hasKey = row.keyForThisRun || !provider.keyHint.isEmpty();
    m_keyState->setText(
        row.keyForThisRun ? tr("Held for this run only; not stored anywhere")
            : hasKey      ? tr("In the keychain, ending in %1").arg(provider.keyHint)
            : provider.needsKey
            ? tr("None yet. Paste it below: it goes to the keychain and is never shown again.")
            : tr("Not needed"));
    m_keyEditor->setVisible(!provider.isSimulated);
    m_connection->setProvider(provider);
    m_connectionSection->setSummary(m_connection->summary());
    m_saveKey->setText(hasKey ? tr("Replace key") : tr("&Save key"));
    m_removeKey->setVisible(hasKey);
    if (!isOther)
        return;
    m_bar->hide();
    m_key->clear();
    m_search->clear();
    showEditor(false);
    showModels({});
    loadListing();
}

void ProviderDetails::loadListing()
{
    ask<Listing>(
        [provider = m_row.provider](Workspace &workspace) -> QCoro::Task<Result<Listing>> {
            const Result<Models> models = co_await workspace.providers().listing(provider.id);
            if (!models)
                co_return tl::unexpected(models.error());
            co_return priced(workspace, provider, *models);
        },
        [this](const Result<Listing> &listing) {
            showModels(*listing);
            if (listing->models.isEmpty() && m_row.provider.isSimulated)
                testConnection(); // costs nothing and fills the table
        });
}

void ProviderDetails::showModels(const Listing &listing)
{
    const QString current = m_models->currentIndex().siblingAtColumn(ModelsModel::Model).data().toString();
    m_modelsModel->setModels(listing.models);
    const QModelIndexList again = current.isEmpty()
        ? QModelIndexList()
        : m_sorted->match(m_sorted->index(0, 0), Qt::DisplayRole, current, 1, Qt::MatchExactly);
    if (!again.isEmpty())
        m_models->setCurrentIndex(again.first()); // a price was changed: the place stays
    m_edit->setEnabled(m_models->currentIndex().isValid());
    m_modelsHeading->setText(listing.models.isEmpty() ? tr("Models")
                                                      : tr("Models (%1)").arg(listing.models.size()));
    m_prices->setState(!listing.models.isEmpty(), listing.problems);
}

void ProviderDetails::testConnection()
{
    QElapsedTimer timer;
    timer.start();
    m_test->setEnabled(false);
    ++m_pending;
    m_context.engine.run([provider = m_row.provider](Workspace &workspace) -> QCoro::Task<Result<Listing>> {
        const Result<Models> models = co_await workspace.listModels(provider);
        if (!models)
            co_return tl::unexpected(models.error());
        co_return priced(workspace, provider, *models);
    }) | whenDone(this, [this, timer, asked = m_row.provider.id](const Result<Listing> &listing) {
        --m_pending;
        m_test->setEnabled(true);
        if (asked != m_row.provider.id)
            return;
        if (!listing)
            return m_bar->showError(listing.error());
        showModels(*listing);
        if (!m_row.provider.isSimulated || m_test->hasFocus()) {
            m_bar->show(MessageBar::Kind::Success,
                        tr("%1 answered in %2 ms with %n model(s).", nullptr,
                           static_cast<int>(listing->models.size()))
                            .arg(m_row.provider.name)
                            .arg(timer.elapsed()));
        }
    });
}

void ProviderDetails::saveKey()
{
    const security::Secret key = m_key->take();
    if (key.isEmpty()) {
        m_bar->show(MessageBar::Kind::Warning, tr("Paste a key first."));
        m_key->setFocus();
        return;
    }
    storeKey(key);
}

void ProviderDetails::storeKey(const security::Secret &key)
{
    ++m_pending;
    m_context.engine.run([provider = m_row.provider, key](Workspace &workspace) -> QCoro::Task<Result<>> {
        co_return co_await workspace.setKey(provider, key, Workspace::KeyPlace::Keychain);
    }) | whenDone(this, [this, key, provider = m_row.provider](const Result<> &stored) {
        --m_pending;
        if (stored) {
            m_bar->show(MessageBar::Kind::Success,
                        tr("The key of %1 is in the keychain.").arg(provider.name));
            Q_EMIT changed();
            return;
        }
        if (stored.error().code != ErrorCode::Keychain)
            return m_bar->showError(stored.error());
        m_bar->showError(stored.error(),
                         {tr("Use for this run only"), [this, key, provider] {
                              ask<void>(
                                  [provider, key](Workspace &workspace) -> QCoro::Task<Result<>> {
                                      co_return co_await workspace.setKey(provider, key,
                                                                          Workspace::KeyPlace::ThisRunOnly);
                                  },
                                  [this](const Result<> &) { Q_EMIT changed(); });
                          }});
    });
}

void ProviderDetails::removeKey()
{
    ask<void>(
        [provider = m_row.provider](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.removeKey(provider);
        },
        [this](const Result<> &) {
            m_bar->show(MessageBar::Kind::Success,
                        tr("The key of %1 is forgotten.").arg(m_row.provider.name));
            Q_EMIT changed();
        });
}

void ProviderDetails::change(const catalog::Provider &changed, const QString &what)
{
    const catalog::Provider before = m_row.provider;
    const QString sentence = tr("%1 of %2 is changed.").arg(what, before.name);
    const bool hasKey = m_row.keyForThisRun || !before.keyHint.isEmpty();
    if (!hasKey || catalog::keyMayFollow(before, changed))
        return apply(changed, KeyFate::Stays, sentence, before);
    m_connection->reset(); // until it is decided, the old address holds
    m_bar->show(MessageBar::Kind::Warning,
                tr("The key of %1 was given for %2. It is not sent to %3 unless you say so.")
                    .arg(before.name, catalog::keyPlace(before), catalog::keyPlace(changed)),
                {tr("Change and forget the key"), [this, changed, sentence, before] {
                     apply(changed, KeyFate::Forgotten,
                           sentence + u' ' + tr("Its key is forgotten: paste the one for the new address."),
                           before);
                 }});
    m_bar->setSecondAction({tr("Change and send the key there"), [this, changed, sentence, before] {
                                apply(changed, KeyFate::GoesAlong, sentence, before);
                            }});
}

void ProviderDetails::apply(const catalog::Provider &changed, KeyFate fate, const QString &sentence,
                            const catalog::Provider &before)
{
    ++m_pending;
    m_context.engine.run([changed, fate](Workspace &workspace) -> QCoro::Task<Result<>> {
        co_return co_await workspace.updateProvider(changed, fate);
    }) | whenDone(this, [this, fate, sentence, before](const Result<> &updated) {
        --m_pending;
        if (!updated) {
            m_connection->reset();
            return m_bar->showError(updated.error());
        }
        // Back to where the key came from it may go as it went.
        m_bar->showUndo(sentence, [this, before, fate] {
            takeBack(before, fate == KeyFate::GoesAlong ? fate : KeyFate::Stays);
        });
        Q_EMIT this->changed();
    });
}

void ProviderDetails::takeBack(const catalog::Provider &before, KeyFate fate)
{
    ++m_pending;
    m_context.engine.run([before, fate](Workspace &workspace) -> QCoro::Task<Result<>> {
        co_return co_await workspace.updateProvider(before, fate);
    }) | whenDone(this, [this](const Result<> &done) {
        --m_pending;
        if (!done)
            return m_bar->showError(done.error());
        Q_EMIT changed();
    });
}

void ProviderDetails::removeProvider()
{
    // Asks first, inline: the key goes with it and cannot come back.
    const catalog::Provider provider = m_row.provider;
    const QString question = provider.keyHint.isEmpty()
        ? tr("Remove %1? Its calls stay in the log.").arg(provider.name)
        : tr("Remove %1 and its key? The key cannot be brought back; its calls stay in the log.")
              .arg(provider.name);
    m_bar->show(MessageBar::Kind::Warning, question,
                {tr("Remove"), [this, provider] {
                     ask<void>(
                         [provider](Workspace &workspace) -> QCoro::Task<Result<>> {
                             co_return co_await workspace.removeProvider(provider);
                         },
                         [this, provider](const Result<> &) { Q_EMIT removed(provider.name); });
                 }});
}

void ProviderDetails::editModel()
{
    const QModelIndex current = m_models->currentIndex().siblingAtColumn(ModelsModel::Model);
    if (!current.isValid())
        return;
    showEditor(true);
    m_editor->open(m_row.provider.priceVendor(), current.data().toString());
}

/// One or the other, not stacked: what is hidden asks for no height.
void ProviderDetails::showEditor(bool isShown)
{
    for (QWidget *other : {m_facts, static_cast<QWidget *>(m_connectionSection), m_modelsPart})
        other->setVisible(!isShown);
    m_editor->setVisible(isShown);
}

bool ProviderDetails::escape()
{
    if (m_editor->isHidden())
        return false;
    showEditor(false);
    m_models->setFocus();
    return true;
}

void ProviderDetails::copyModelName()
{
    const QModelIndex current = m_models->currentIndex().siblingAtColumn(ModelsModel::Model);
    if (current.isValid())
        QApplication::clipboard()->setText(m_row.provider.name + u'/' + current.data().toString());
}

} // namespace assay::ui
