// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/addproviderform.h"

#include "catalog/providerstore.h"
#include "ui/providers/keyfield.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <QComboBox>
#include <QCoroFuture>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

catalog::Provider preset(const QString &name, catalog::Protocol protocol, const QString &url)
{
    catalog::Provider provider;
    provider.name = name;
    provider.protocol = protocol;
    provider.baseUrl = QUrl(url);
    return provider;
}

} // namespace

AddProviderForm::AddProviderForm(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_bar(new MessageBar(context.theme, this))
    , m_kind(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_url(new QLineEdit(this))
    , m_key(new KeyField(this))
    , m_local(new QLabel(this))
    , m_add(new QPushButton(tr("&Add provider"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    buildRows();
    setKinds({});
    connect(m_kind, &QComboBox::currentIndexChanged, this, &AddProviderForm::showPreset);
    connect(m_add, &QPushButton::clicked, this, &AddProviderForm::submit);
    connect(m_cancel, &QPushButton::clicked, this, &AddProviderForm::cancelled);
    for (QLineEdit *field : {m_name, m_url, static_cast<QLineEdit *>(m_key)})
        connect(field, &QLineEdit::returnPressed, this, &AddProviderForm::submit);
}

void AddProviderForm::buildRows()
{
    m_kind->setAccessibleName(tr("Kind of provider"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setMaxLength(40);
    m_url->setAccessibleName(tr("Base URL"));
    m_local->setWordWrap(true);
    makeMuted(m_local);
    makePrimary(m_add);

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
    form->addRow(tr("Base &URL"), m_url);
    form->addRow(tr("API &key"), m_key);
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
    using catalog::Protocol;
    m_kinds = {
        {tr("OpenAI"), preset(u"openai"_s, Protocol::OpenAiChat, u"https://api.openai.com/v1"_s)},
        {tr("Anthropic"), preset(u"anthropic"_s, Protocol::Anthropic, u"https://api.anthropic.com/v1"_s)},
        {tr("Any OpenAI-compatible server"), preset({}, Protocol::OpenAiChat, {})}};
    for (const catalog::Provider &server : localServers)
        m_kinds.append({tr("%1 on this computer (%2)").arg(server.name, server.baseUrl.authority()), server});

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
    m_context.engine
        .run([](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<catalog::Provider>>> {
            const QList<catalog::Provider> found = co_await workspace.findLocalServers();
            co_return found;
        })
        .then(this, [this](const Result<QList<catalog::Provider>> &found) {
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
    const catalog::Provider &chosen = m_kinds.at(std::max(m_kind->currentIndex(), 0)).preset;
    m_name->setText(chosen.name);
    m_name->setPlaceholderText(tr("my-server"));
    m_url->setText(chosen.baseUrl.toString());
    m_url->setPlaceholderText(u"http://127.0.0.1:8080/v1"_s);
    m_key->setPlaceholderText(chosen.needsKey ? tr("Paste the key; leave empty if the server wants none")
                                              : tr("This server needs no key"));
}

void AddProviderForm::submit()
{
    catalog::Provider provider = m_kinds.at(m_kind->currentIndex()).preset;
    provider.id = ProviderId::create();
    provider.name = m_name->text().trimmed();
    provider.baseUrl = QUrl(m_url->text().trimmed(), QUrl::StrictMode);
    const security::Secret key = m_key->take();
    const bool isCloud = m_kind->currentIndex() < 2;
    provider.needsKey = isCloud || !key.isEmpty();

    if (const auto checked = catalog::validated(provider); !checked) {
        m_bar->showError(checked.error());
        return;
    }
    m_add->setEnabled(false);
    ++m_pending;
    m_context.engine
        .run([provider](workspace::Workspace &workspace) -> QCoro::Task<Result<catalog::Provider>> {
            co_return co_await workspace.providers().add(provider);
        })
        .then(this, [this, key](const Result<catalog::Provider> &added) {
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
    m_context.engine
        .run([provider, key](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.setKey(provider, key, KeyPlace::Keychain);
        })
        .then(this, [this, provider, key](const Result<> &stored) {
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
