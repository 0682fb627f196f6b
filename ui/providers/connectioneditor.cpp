// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/connectioneditor.h"

#include "catalog/connectionrules.h"
#include "ui/providers/protocolnames.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"

#include <array>

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

enum ProxyKind { SystemProxy, NoProxy, OwnProxy };

/// Beside the first line of its field, whatever stands below that; the second pair of columns keeps its distance.
void place(QGridLayout *grid, QLabel *label, int height, int row, int column)
{
    label->setMinimumHeight(height);
    if (column > 0)
        label->setContentsMargins(metrics::section(), 0, 0, 0);
    grid->addWidget(label, row, column, Qt::AlignTop);
}

ProxyKind proxyKindOf(const QString &proxy)
{
    return proxy.isEmpty() ? SystemProxy : proxy == "none"_L1 ? NoProxy : OwnProxy;
}

} // namespace

ConnectionEditor::ConnectionEditor(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_protocol(new QComboBox(this))
    , m_proxyKind(new QComboBox(this))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, metrics::normal(), 0, metrics::normal());
    grid->setHorizontalSpacing(metrics::wide());
    grid->setVerticalSpacing(metrics::normal());
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(3, 1);
    buildAddress(grid);
    buildLimits(grid);
    buildWay(grid);
    colourProblems();
}

ConnectionEditor::Field ConnectionEditor::addField(QGridLayout *grid, int row, int column,
                                                   const QString &label, const QString &name,
                                                   const QString &hint)
{
    Field field{new QLineEdit(this), new QLabel(this), new QLabel(label, this)};
    field.edit->setAccessibleName(name);
    field.edit->setToolTip(hint);
    field.label->setBuddy(field.edit);
    field.problem->setTextFormat(Qt::PlainText);
    field.problem->setWordWrap(true);
    field.problem->setFont(metrics::smallFont());
    field.problem->hide();
    auto *cell = new QVBoxLayout;
    cell->setSpacing(metrics::tight());
    cell->addWidget(field.edit);
    cell->addWidget(field.problem);
    cell->addStretch(); // beside a field with a problem below it, the others stay where they are
    place(grid, field.label, field.edit->sizeHint().height(), row, column);
    grid->addLayout(cell, row, column + 1);
    return field;
}

void ConnectionEditor::buildAddress(QGridLayout *grid)
{
    m_url = addField(grid, 0, 0, tr("Base URL"), tr("Base URL"),
                     tr("Where the provider answers, with the version path"));
    for (const catalog::Protocol protocol : allProtocols())
        m_protocol->addItem(protocolLabel(protocol), QVariant::fromValue(protocol));
    m_protocol->setAccessibleName(tr("Protocol"));
    m_protocol->setMinimumContentsLength(12);
    m_protocol->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto *label = new QLabel(tr("Protocol"), this);
    label->setBuddy(m_protocol);
    place(grid, label, m_protocol->sizeHint().height(), 1, 0);
    grid->addWidget(m_protocol, 1, 1, Qt::AlignTop);
    m_deployment = addField(grid, 3, 0, tr("Deployment"), tr("Azure deployment"),
                            tr("Empty: each model's own name is its deployment"));
    m_version = addField(grid, 4, 0, tr("API version"), tr("Azure API version"),
                         tr("Such as 2024-10-21; empty for Assay's choice"));
    m_deployment.edit->setPlaceholderText(tr("the model's name"));
    m_version.edit->setPlaceholderText(u"2024-10-21"_s);
    connect(m_url.edit, &QLineEdit::editingFinished, this,
            [this] { takeAddress(m_url, tr("The base URL")); });
    connect(m_deployment.edit, &QLineEdit::editingFinished, this,
            [this] { takeAddress(m_deployment, tr("The deployment")); });
    connect(m_version.edit, &QLineEdit::editingFinished, this,
            [this] { takeAddress(m_version, tr("The API version")); });
    connect(m_protocol, &QComboBox::activated, this, &ConnectionEditor::takeProtocol);
}

void ConnectionEditor::buildLimits(QGridLayout *grid)
{
    using Settings = catalog::ConnectionSettings;
    const auto add = [&](const QString &label, const QString &name, const QString &hint, auto member) {
        Limit limit{name, member,
                    addField(grid, int(m_limits.size()), 2, label, name,
                             hint + u'\n' + tr("A number with ms, s, min or h; none for no limit"))};
        m_limits.push_back(limit);
    };
    add(tr("Connect within"), tr("Time limit to connect"), tr("Until the connection stands"),
        &Settings::connectTimeout);
    add(tr("First byte within"), tr("Time limit for the first byte"), tr("Until a stream begins to answer"),
        &Settings::firstByteTimeout);
    add(tr("Silence of a stream"), tr("Time limit for silence"), tr("Between two pieces of a stream"),
        &Settings::idleTimeout);
    add(tr("Whole answer within"), tr("Time limit for the whole answer"), tr("Of each attempt"),
        &Settings::totalTimeout);
    for (const Limit &limit : m_limits)
        connect(limit.field.edit, &QLineEdit::editingFinished, this, [this, limit] { takeLimit(limit); });
}

void ConnectionEditor::buildWay(QGridLayout *grid)
{
    m_proxyKind->addItems({tr("The system's proxy"), tr("No proxy"), tr("This proxy:")});
    m_proxyKind->setAccessibleName(tr("Proxy"));
    auto *label = new QLabel(tr("Proxy"), this);
    label->setBuddy(m_proxyKind);
    m_proxy = addField(grid, 5, 2, QString(), tr("Address of the proxy"),
                       tr("http, https, socks4 or socks5, without a password"));
    m_proxy.edit->setPlaceholderText(u"http://proxy.example:3128"_s);
    place(grid, label, m_proxyKind->sizeHint().height(), 4, 2);
    grid->addWidget(m_proxyKind, 4, 3, Qt::AlignTop);
    m_caFile = addField(grid, 2, 0, tr("Extra CA file"), tr("Extra certificate authorities"),
                        tr("A PEM file with certificates to trust beside the system's"));
    m_caFile.edit->setPlaceholderText(tr("none"));
    QAction *choose = m_caFile.edit->addAction(m_theme.icon(u"folder"_s), QLineEdit::TrailingPosition);
    choose->setText(tr("Choose a certificate file"));
    choose->setToolTip(choose->text());
    connect(m_proxyKind, &QComboBox::activated, this, [this] {
        showProxyField(m_proxyKind->currentIndex() == OwnProxy);
        if (m_proxyKind->currentIndex() == OwnProxy)
            m_proxy.edit->setFocus(); // nothing to take yet
        else
            takeProxy();
    });
    connect(m_proxy.edit, &QLineEdit::editingFinished, this, [this] {
        if (m_proxy.edit->isModified())
            takeProxy();
    });
    connect(m_caFile.edit, &QLineEdit::editingFinished, this, [this] {
        if (m_caFile.edit->isModified())
            takeCaFile();
    });
    connect(choose, &QAction::triggered, this, &ConnectionEditor::chooseCaFile);
}

void ConnectionEditor::showProxyField(bool isShown)
{
    m_proxy.edit->setVisible(isShown);
    m_proxy.label->setVisible(isShown);
}

void ConnectionEditor::setProvider(const catalog::Provider &provider)
{
    const bool isSame = provider.id == m_provider.id;
    m_provider = provider;
    fill(isSame);
}

void ConnectionEditor::reset()
{
    fill(false);
}

void ConnectionEditor::fill(bool keepsTyped)
{
    m_isFilling = true;
    const auto show = [this, keepsTyped](const Field &field, const QString &text) {
        if (keepsTyped && field.edit->isModified())
            return;
        field.edit->setText(text);
        showProblem(field, {});
    };
    const catalog::ConnectionSettings &settings = m_provider.connection;
    const bool isAzure = m_provider.protocol == catalog::Protocol::Azure;
    const catalog::AzureAddress azure = catalog::azureAddressOf(m_provider.baseUrl);
    show(m_url, m_provider.isSimulated ? tr("chosen at each start")
             : isAzure                 ? azure.resource.toString()
                                       : m_provider.baseUrl.toString());
    show(m_deployment, isAzure ? azure.deployment : QString());
    show(m_version, isAzure ? azure.apiVersion : QString());
    for (const Field &field : {m_deployment, m_version}) {
        field.edit->setVisible(isAzure);
        field.label->setVisible(isAzure);
    }
    m_protocol->setCurrentIndex(m_protocol->findData(QVariant::fromValue(m_provider.protocol)));
    // The simulator is part of the program: where it listens is its own affair.
    m_url.edit->setEnabled(!m_provider.isSimulated);
    m_protocol->setEnabled(!m_provider.isSimulated);
    for (const Limit &limit : m_limits)
        show(limit.field, catalog::timeLimitText(settings.*limit.member));
    const ProxyKind kind = proxyKindOf(settings.proxy);
    if (!keepsTyped || !m_proxy.edit->isModified()) {
        m_proxyKind->setCurrentIndex(kind);
        show(m_proxy, kind == OwnProxy ? settings.proxy : QString());
        showProxyField(kind == OwnProxy);
    }
    show(m_caFile, settings.caFile);
    m_isFilling = false;
}

QString ConnectionEditor::summary() const
{
    const catalog::ConnectionSettings &settings = m_provider.connection;
    QStringList parts{tr("connects within %1").arg(catalog::timeLimitText(settings.connectTimeout))};
    switch (proxyKindOf(settings.proxy)) {
    case SystemProxy:
        parts << tr("the system's proxy");
        break;
    case NoProxy:
        parts << tr("no proxy");
        break;
    case OwnProxy:
        parts << tr("by way of %1").arg(QUrl(settings.proxy).authority());
        break;
    }
    if (!settings.caFile.isEmpty())
        parts << tr("extra certificates");
    return parts.join(u" \u00b7 "_s);
}

void ConnectionEditor::showProblem(const Field &field, const QString &problem)
{
    field.problem->setText(problem);
    field.problem->setVisible(!problem.isEmpty());
    field.edit->setAccessibleDescription(problem);
}

void ConnectionEditor::colourProblems()
{
    QList<Field> fields{m_url, m_deployment, m_version, m_proxy, m_caFile};
    for (const Limit &limit : m_limits)
        fields << limit.field;
    for (const Field &field : std::as_const(fields)) {
        QPalette palette = field.problem->palette();
        palette.setColor(QPalette::WindowText, m_theme.tokens().error);
        field.problem->setPalette(palette);
    }
}

void ConnectionEditor::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_caFile.problem != nullptr)
        colourProblems(); // its colour is the theme's
    QWidget::changeEvent(event);
}

void ConnectionEditor::takeAddress(const Field &field, const QString &what)
{
    if (m_isFilling || !field.edit->isModified())
        return;
    catalog::Provider changed = m_provider;
    changed.baseUrl = QUrl(m_url.edit->text().trimmed(), QUrl::StrictMode);
    if (changed.protocol == catalog::Protocol::Azure) {
        // What was pasted whole, as the portal shows it, is taken apart; else the fields make it up.
        catalog::AzureAddress address = catalog::azureAddressOf(changed.baseUrl);
        if (address.deployment.isEmpty())
            address.deployment = m_deployment.edit->text().trimmed();
        if (address.apiVersion.isEmpty())
            address.apiVersion = m_version.edit->text().trimmed();
        changed.baseUrl = catalog::baseUrlOf(address);
    }
    const QString problem = catalog::problemWithUrl(changed);
    showProblem(field, problem);
    if (!problem.isEmpty())
        return;
    field.edit->setModified(false);
    if (changed != m_provider)
        Q_EMIT edited(changed, what);
}

void ConnectionEditor::takeProtocol()
{
    catalog::Provider changed = m_provider;
    changed.protocol = m_protocol->currentData().value<catalog::Protocol>();
    if (changed == m_provider)
        return;
    if (const QString problem = catalog::problemWithUrl(changed); !problem.isEmpty()) {
        // An Azure address says its version behind a question mark, which no other protocol has.
        changed.baseUrl.setQuery(QString());
    }
    Q_EMIT edited(changed, tr("The protocol"));
}

void ConnectionEditor::takeLimit(const Limit &limit)
{
    if (m_isFilling || !limit.field.edit->isModified())
        return;
    const auto typed = catalog::timeLimitFromText(limit.field.edit->text());
    showProblem(limit.field, typed ? QString() : tr("Such as 10 s, 500 ms, 2 min or none; at most 24 h."));
    if (!typed)
        return;
    limit.field.edit->setModified(false);
    catalog::Provider changed = m_provider;
    changed.connection.*limit.member = *typed;
    if (changed == m_provider)
        limit.field.edit->setText(catalog::timeLimitText(*typed));
    else
        Q_EMIT edited(changed, limit.name);
}

void ConnectionEditor::takeProxy()
{
    catalog::Provider changed = m_provider;
    const int kind = m_proxyKind->currentIndex();
    const QString typed = m_proxy.edit->text().trimmed();
    QString problem;
    if (kind == OwnProxy)
        problem = typed.isEmpty() ? tr("Give the proxy's address.") : catalog::problemWithProxy(typed);
    showProblem(m_proxy, problem);
    if (!problem.isEmpty())
        return;
    m_proxy.edit->setModified(false);
    changed.connection.proxy = kind == SystemProxy ? QString() : kind == NoProxy ? u"none"_s : typed;
    if (changed.connection.proxy != m_provider.connection.proxy)
        Q_EMIT edited(changed, tr("The proxy"));
}

void ConnectionEditor::takeCaFile()
{
    m_caFile.edit->setModified(false);
    const QString path = m_caFile.edit->text().trimmed();
    if (path == m_provider.connection.caFile)
        return showProblem(m_caFile, {});
    ++m_pending;
    QtConcurrent::run(catalog::problemWithCaFile, path)
        | whenDone(this, [this, path, asked = m_provider.id](const QString &problem) {
              --m_pending;
              if (asked != m_provider.id)
                  return;
              showProblem(m_caFile, problem);
              if (!problem.isEmpty())
                  return;
              catalog::Provider changed = m_provider;
              changed.connection.caFile = path;
              Q_EMIT edited(changed, tr("The certificate file"));
          });
}

void ConnectionEditor::chooseCaFile()
{
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Certificates to trust"), m_caFile.edit->text(),
        tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    if (path.isEmpty())
        return;
    m_caFile.edit->setText(path);
    takeCaFile();
}

} // namespace assay::ui
