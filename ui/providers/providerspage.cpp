// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/providerspage.h"

#include "ui/actions/actionregistry.h"
#include "ui/providers/addproviderform.h"
#include "ui/providers/providerdelegate.h"
#include "ui/providers/providerdetails.h"
#include "ui/providers/providersmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <algorithm>

#include <QCoroFuture>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

ProvidersPage::ProvidersPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_model(new ProvidersModel(this))
    , m_list(new QListView(this))
    , m_split(new QSplitter(this))
    , m_side(new QStackedWidget(this))
    , m_details(new ProviderDetails(context, this))
    , m_form(new AddProviderForm(context, this))
    , m_empty(new EmptyState(context.theme, this))
    , m_bar(new MessageBar(context.theme, this))
    , m_keychain(new QLabel(this))
    , m_unlock(new QPushButton(tr("Unlock"), this))
{
    buildLayout();
    addActions();
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ProvidersPage::showSelected);
    connect(m_unlock, &QPushButton::clicked, this, &ProvidersPage::unlockKeychain);
    connect(m_form, &AddProviderForm::cancelled, this, &ProvidersPage::showSelected);
    connect(m_form, &AddProviderForm::added, this, [this](const QString &name) { reload(name); });
    connect(m_details, &ProviderDetails::changed, this, [this] { reload(); });
    connect(m_details, &ProviderDetails::removed, this, [this](const QString &name) {
        m_bar->show(MessageBar::Kind::Success, tr("%1 is removed.").arg(name));
        reload();
    });
}

void ProvidersPage::buildLayout()
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ProviderDelegate(m_context.theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Providers"));
    m_unlock->hide();
    m_keychain->setWordWrap(true);
    m_keychain->setTextFormat(Qt::PlainText);
    m_keychain->setAccessibleName(tr("Keychain"));
    makeMuted(m_keychain);

    m_empty->setContent({u"providers"_s,
                         tr("No provider yet"),
                         tr("A provider is an account at an LLM service, or a server on this computer."),
                         tr("Add a provider"),
                         [this] { openForm(); },
                         {},
                         {}});

    auto *add = new QPushButton(m_context.theme.icon(u"add"_s), tr("&Add provider"), this);
    connect(add, &QPushButton::clicked, this, &ProvidersPage::openForm);

    auto *left = new QWidget(this);
    auto *leftRows = new QVBoxLayout(left);
    leftRows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    leftRows->setSpacing(metrics::normal());
    leftRows->addWidget(add);
    leftRows->addWidget(m_list, 1);
    leftRows->addWidget(separatorLine(Qt::Horizontal, left));
    leftRows->addWidget(m_keychain);
    leftRows->addWidget(m_unlock);

    for (QWidget *page :
         {static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_details), static_cast<QWidget *>(m_form)})
        m_side->addWidget(page);
    m_split->addWidget(left);
    m_split->addWidget(m_side);
    m_split->setStretchFactor(1, 1);
    m_split->setChildrenCollapsible(false);
    m_split->setSizes({fontMetrics().averageCharWidth() * 46, 900});
    if (const QByteArray saved = m_context.state.value(u"providers/splitter"_s).toByteArray();
        !saved.isEmpty())
        m_split->restoreState(saved);
    connect(m_split, &QSplitter::splitterMoved, this,
            [this] { m_context.state.setValue(u"providers/splitter"_s, m_split->saveState()); });

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addWidget(m_split, 1);
}

void ProvidersPage::addActions()
{
    const QString section = tr("Providers");
    m_context.actions.add({u"providers.add"_s,
                           section,
                           tr("&Add provider"),
                           u"add"_s,
                           {QKeySequence(u"Ctrl+N"_s)},
                           tr("Connects an LLM service or a local server.")},
                          this, this, [this] { openForm(); });
    m_context.actions.add({u"providers.test"_s,
                           section,
                           tr("&Test connection"),
                           u"test"_s,
                           {QKeySequence(u"Ctrl+T"_s)},
                           tr("Asks the provider for its models, which checks address and key for free.")},
                          this, this, [this] { m_details->testConnection(); });
    m_context.actions.add({u"providers.refresh"_s,
                           section,
                           tr("&Refresh"),
                           u"refresh"_s,
                           {QKeySequence(u"F5"_s)},
                           tr("Reads the providers and the keychain's state again.")},
                          this, this, [this] { reload(); });
    m_context.actions.add({u"providers.copyModel"_s,
                           section,
                           tr("&Copy model name"),
                           u"copy"_s,
                           {QKeySequence(u"Ctrl+Shift+C"_s)},
                           tr("Copies PROVIDER/MODEL of the selected model.")},
                          this, this, [this] { m_details->copyModelName(); });
    m_context.actions.add({u"providers.editModel"_s,
                           section,
                           tr("&Edit model"),
                           u"edit"_s,
                           {QKeySequence(u"Ctrl+Return"_s)},
                           tr("Shows and changes all that is known of the selected model, its prices included.")},
                          this, this, [this] { m_details->editModel(); });
    m_context.actions.add({u"providers.remove"_s,
                           section,
                           tr("Re&move provider"),
                           u"remove"_s,
                           {QKeySequence(u"Ctrl+Del"_s)},
                           tr("Removes the selected provider with its key.")},
                          this, this, [this] { m_details->removeProvider(); });
}

void ProvidersPage::activate()
{
    reload();
    m_list->setFocus();
}

bool ProvidersPage::escape()
{
    if (m_side->currentWidget() == m_details)
        return m_details->escape();
    if (m_side->currentWidget() != m_form)
        return false;
    showSelected();
    return true;
}

bool ProvidersPage::isSettled() const
{
    return m_loaded && m_pending == 0 && !m_details->isBusy() && !m_form->isBusy();
}

void ProvidersPage::navigate(const QVariantMap &arguments)
{
    if (arguments.value(u"add"_s).toBool())
        openForm();
    else
        reload(arguments.value(u"provider"_s).toString());
}

void ProvidersPage::reload(const QString &selectName)
{
    ++m_pending;
    m_context.engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<Snapshot>> {
        const auto providers = co_await workspace.providers().list();
        if (!providers)
            co_return tl::unexpected(providers.error());
        Snapshot snapshot;
        snapshot.keychain = co_await workspace.keys().probe();
        for (const catalog::Provider &provider : *providers)
            snapshot.rows.append({provider, workspace.keys().isForThisRunOnly(provider.id)});
        std::ranges::sort(snapshot.rows, [](const ProviderRow &one, const ProviderRow &other) {
            return one.provider.name.compare(other.provider.name, Qt::CaseInsensitive) < 0;
        });
        co_return snapshot;
    }) | whenDone(this, [this, selectName](const Result<Snapshot> &snapshot) {
        --m_pending;
        m_loaded = true;
        if (snapshot)
            showSnapshot(*snapshot, selectName);
        else
            m_bar->showError(snapshot.error(), {tr("Retry"), [this, selectName] { reload(selectName); }});
    });
}

void ProvidersPage::showSnapshot(const Snapshot &snapshot, const QString &selectName)
{
    const ProviderRow *before = m_model->row(m_list->currentIndex().row());
    const QString wanted = !selectName.isEmpty() ? selectName
        : before != nullptr                      ? before->provider.name
                                                 : QString();
    m_model->setRows(snapshot.rows);
    showKeychain(snapshot.keychain);
    m_list->setCurrentIndex(m_model->index(std::max(m_model->rowOf(wanted), 0)));
    if (m_side->currentWidget() != m_form || !selectName.isEmpty())
        showSelected();
}

void ProvidersPage::showKeychain(security::KeychainState state)
{
    m_keychain->setText(state == security::KeychainState::Ready
                            ? tr("Keys are kept in this computer's keychain, which is ready.")
                            : security::keychainAdvice(state));
    m_unlock->setVisible(state == security::KeychainState::Locked);
}

void ProvidersPage::unlockKeychain()
{
    m_unlock->setEnabled(false);
    m_keychain->setText(tr("Waiting for the keyring\u2026"));
    m_context.engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
        co_return co_await workspace.keys().unlock();
    }) | whenDone(this, [this](const Result<> &unlocked) {
        m_unlock->setEnabled(true);
        if (!unlocked)
            m_bar->showError(unlocked.error());
        reload();
    });
}

void ProvidersPage::showSelected()
{
    const ProviderRow *row = m_model->row(m_list->currentIndex().row());
    if (row == nullptr) {
        m_side->setCurrentWidget(m_empty);
        return;
    }
    m_details->setProvider(*row);
    m_side->setCurrentWidget(m_details);
}

void ProvidersPage::openForm()
{
    m_side->setCurrentWidget(m_form);
    m_form->start();
}

} // namespace assay::ui
