// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/keyvault.h"
#include "ui/widgets/page.h"

class QLabel;
class QListView;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace assay::ui {

class AddProviderForm;
class EmptyState;
class MessageBar;
class ProviderDetails;
class ProvidersModel;
struct ProviderRow;

/// Providers and their keys: the list, one provider's details, or the form that adds one.
class ProvidersPage final : public Page {
    Q_OBJECT
public:
    explicit ProvidersPage(const PageContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override { return tr("Providers"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("providers"); }
    [[nodiscard]] QString pageId() const override { return QStringLiteral("providers"); }
    void activate() override;
    bool escape() override;
    [[nodiscard]] bool isSettled() const override;
    /// {"provider": NAME} selects it; {"add": true} opens the form.
    void navigate(const QVariantMap &arguments) override;

private:
    struct Snapshot {
        QList<ProviderRow> rows;
        security::KeychainState keychain;
    };
    void buildLayout();
    void addActions();
    void reload(const QString &selectName = {});
    void showSnapshot(const Snapshot &snapshot, const QString &selectName);
    void showKeychain(security::KeychainState state);
    void unlockKeychain();
    void showSelected();
    void openForm();

    PageContext m_context;
    ProvidersModel *m_model;
    QListView *m_list;
    QSplitter *m_split;
    QStackedWidget *m_side;
    ProviderDetails *m_details;
    AddProviderForm *m_form;
    EmptyState *m_empty;
    MessageBar *m_bar;
    QLabel *m_keychain;
    QPushButton *m_unlock;
    int m_pending = 0;
    bool m_loaded = false;
};

} // namespace assay::ui
