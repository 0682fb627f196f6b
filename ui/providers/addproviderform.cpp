// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/addproviderform.h"

#include "catalog/providerstore.h"
#include "ui/providers/keyfield.h"
#include "ui/providers/protocolnames.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QComboBox>
#include <QCoroFuture>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace assay::ui {
AddProviderForm::AddProviderForm(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_bar(new MessageBar(context.theme, this))
    , m_kind(new QComboBox(this))
    , m_protocol(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_url(new QLineEdit(this))
    , m_key(new KeyField(this))
    , m_keyHint(new QLabel(this))
    , m_local(new QLabel(this))
    , m_add(new QPushButton(tr("&Add provider"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    nameControls();
    buildRows();
    for (const catalog::Protocol protocol : allProtocols())
        m_protocol->addItem(protocolLabel(protocol), QVariant::fromValue(protocol));
    setKinds({});
    connect(m_kind, &QComboBox::currentIndexChanged, this, &AddProviderForm::showPreset);
    connect(m_add, &QPushButton::clicked, this, &AddProviderForm::submit);
    connect(m_cancel, &QPushButton::clicked, this, &AddProviderForm::cancelled);
    for (QLineEdit *field : {m_name, m_url, static_cast<QLineEdit *>(m_key)})
        connect(field, &QLineEdit::returnPressed, this, &AddProviderForm::submit);
}

void AddProviderForm::nameControls()
{
    m_kind->setAccessibleName(tr("Kind of provider"));
    m_protocol->setAccessibleName(tr("Protocol"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setMaxLength(40);
    m_url->setAccessibleName(tr("Base URL"));
    m_local->setWordWrap(true);
    makeMuted(m_local);
    m_keyHint->setWordWrap(true);
    m_keyHint->setTextFormat(Qt::RichText);
    m_keyHint->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_keyHint->setOpenExternalLinks(true);
    makeMuted(m_keyHint);
    makePrimary(m_add);
}

void AddProviderForm::buildRows()
{
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_cancel);
    buttons->addStretch();

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(metrics::section());
    form->setVerticalSpacing(metrics::wide());
    form->addRow(tr("&Kind"), m_kind);
    form->addRow(QString(), m_local);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Protocol"), m_protocol);
    form->addRow(tr("Base &URL"), m_url);
    form->addRow(tr("API ke&y"), m_key);
    form->addRow(QString(), m_keyHint);
    form->addRow(QString(), buttons);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::section(), metrics::page(), metrics::section(), metrics::page());
    rows->setSpacing(metrics::wide());
    rows->addWidget(m_bar);
    rows->addWidget(sectionHeading(tr("Add a provider"), this));
    rows->addLayout(form);
    rows->addStretch();
}

void AddProviderForm::setKinds(const QList<catalog::Provider> &localServers)
{
    m_kinds.clear();
    for (const catalog::Vendor &vendor : catalog::vendors())
        m_kinds.append({vendor.name, catalog::presetFor(vendor), &vendor});
    m_kinds.append({tr("Another server"), {}, nullptr});
    for (catalog::Provider server : localServers) {
        const QString label = tr("%1 on this computer (%2)").arg(server.name, server.baseUrl.authority());
        if (catalog::findVendor(server.name) != nullptr) // found where that vendor's servers listen
            server.vendor = server.name;
        m_kinds.append({label, server, nullptr});
    }

    const int chosen = std::max(m_kind->currentIndex(), 0);
    const QSignalBlocker quiet(m_kind);
    m_kind->clear();
    for (const Kind &kind : std::as_const(m_kinds))
        m_kind->addItem(kind.label);
    m_kind->setCurrentIndex(chosen);
}

void AddProviderForm::start()
{
    m_bar->hide();
    m_key->clear();
    m_kind->setCurrentIndex(0);
    showPreset();
    m_kind->setFocus();
    m_local->setText(tr("Looking for local servers\u2026"));
    ++m_pending;
    m_context.engine.run(
        [](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<catalog::Provider>>> {
            const QList<catalog::Provider> found = co_await workspace.findLocalServers();
            co_return found;
        })
        | whenDone(this, [this](const Result<QList<catalog::Provider>> &found) {
              --m_pending;
              const auto servers = found.value_or(QList<catalog::Provider>());
              setKinds(servers);
              m_local->setText(servers.isEmpty()
                                   ? tr("No local server answers on the usual ports (Ollama 11434, llama.cpp "
                                        "8080, LM Studio 1234, vLLM 8000).")
                                   : tr("%n local server(s) found: choose it above.", nullptr,
                                        static_cast<int>(servers.size())));
          });
}

void AddProviderForm::showPreset()
{
    const auto &[label, preset, vendor] = chosenKind();
    m_name->setText(preset.name);
    m_name->setPlaceholderText(tr("my-server"));
    m_protocol->setCurrentIndex(m_protocol->findData(QVariant::fromValue(preset.protocol)));
    const bool hasExample = vendor != nullptr && !vendor->urlExample.isEmpty();
    m_url->setText(preset.baseUrl.toString());
    m_url->setPlaceholderText(hasExample ? QString(vendor->urlExample) : u"http://127.0.0.1:8080/v1"_s);
    // The simulator is part of the program: where it listens is its own affair.
    for (QWidget *control :
         {static_cast<QWidget *>(m_protocol), static_cast<QWidget *>(m_url), static_cast<QWidget *>(m_key)})
        control->setEnabled(!preset.isSimulated);
    m_key->setPlaceholderText(preset.needsKey ? tr("Paste the key; leave empty if the server wants none")
                                              : tr("This server needs no key"));
    const bool hasKeysPage = vendor != nullptr && !vendor->keysUrl.isEmpty();
    m_keyHint->setVisible(hasKeysPage);
    if (hasKeysPage)
        m_keyHint->setText(tr("Keys of %1 come from %2")
                               .arg(label.toHtmlEscaped(), u"<a href=\"%1\">%1</a>"_s.arg(vendor->keysUrl)));
}

const AddProviderForm::Kind &AddProviderForm::chosenKind() const
{
    return m_kinds.at(std::max(m_kind->currentIndex(), 0));
}

void AddProviderForm::submit()
{
    const Kind &kind = chosenKind();
    catalog::Provider provider = kind.preset;
    provider.id = ProviderId::create();
    provider.name = m_name->text().trimmed();
    provider.protocol = m_protocol->currentData().value<catalog::Protocol>();
    provider.baseUrl = QUrl(m_url->text().trimmed(), QUrl::StrictMode);
    const security::Secret key = m_key->take();
    provider.needsKey = (kind.vendor != nullptr && kind.vendor->needsKey) || !key.isEmpty();

    if (const auto checked = catalog::validated(provider); !checked) {
        m_bar->showError(checked.error());
        return;
    }
    m_add->setEnabled(false);
    ++m_pending;
    m_context.engine.run([provider](
                             workspace::Workspace &workspace) -> QCoro::Task<Result<catalog::Provider>> {
        Result<catalog::Provider> added = co_await workspace.providers().add(provider);
        if (added)
            std::ignore = co_await workspace.providersChanged(); // its state is merely unknown without it
        co_return added;
    }) | whenDone(this, [this, key](const Result<catalog::Provider> &added) {
        --m_pending;
        m_add->setEnabled(true);
        if (!added)
            m_bar->showError(added.error());
        else if (key.isEmpty())
            finish(added->name);
        else
            storeKey(*added, key);
    });
}

void AddProviderForm::storeKey(const catalog::Provider &provider, const security::Secret &key)
{
    using KeyPlace = workspace::Workspace::KeyPlace;
    ++m_pending;
    m_context.engine.run([provider, key](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
        co_return co_await workspace.setKey(provider, key, KeyPlace::Keychain);
    }) | whenDone(this, [this, provider, key](const Result<> &stored) {
        --m_pending;
        if (stored)
            return finish(provider.name);
        // The provider is there already; what is left to decide is where its key may live.
        const auto useForThisRun = [this, provider, key] {
            m_context.engine.post([provider, key](const Result<workspace::Workspace *> &workspace) {
                if (workspace)
                    (*workspace)->keys().useForThisRun(provider.id, key);
            });
            finish(provider.name);
        };
        m_bar->showError(stored.error(), {tr("Use for this run only"), useForThisRun});
    });
}

void AddProviderForm::finish(const QString &name)
{
    Q_EMIT added(name);
}

} // namespace assay::ui
