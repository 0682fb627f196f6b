// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "security/secret.h"
#include "ui/providers/pricedmodels.h"
#include "ui/providers/providersmodel.h"
#include "ui/widgets/page.h"
#include "workspace/workspace.h"

class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QLineEdit;
class QTableView;

namespace assay::ui {

class ConnectionEditor;
class KeyField;
class MessageBar;
class ModelEditor;
class ModelsModel;
class PricesBar;
class Section;

/// One provider: where it is, its key, whether it answers, which models it has.
class ProviderDetails final : public QWidget {
    Q_OBJECT
public:
    ProviderDetails(const PageContext &context, QWidget *parent = nullptr);

    void setProvider(const ProviderRow &row);
    /// Asks the provider for its models: the free check of address and key.
    void testConnection();
    void removeProvider();
    void copyModelName();
    /// Opens all that is known of the selected model.
    void editModel();
    /// Leaves the model's editor; false when it was not open.
    bool escape();
    [[nodiscard]] bool isBusy() const;

    struct Listing {
        QList<PricedModel> models;
        QStringList problems; ///< prices of the workspace that cannot be read
    };

Q_SIGNALS:
    /// Key or provider changed in the store.
    void changed();
    void removed(const QString &name);

private:
    void buildRows();
    QWidget *keyRow();
    QWidget *modelsPart();
    void showEditor(bool isShown);
    void loadListing();
    void showModels(const Listing &listing);
    void saveKey();
    void storeKey(const security::Secret &key);
    void removeKey();
    /// Asks first where the change would take the key to another host.
    void change(const catalog::Provider &changed, const QString &what);
    using KeyFate = workspace::Workspace::KeyFate;
    void apply(const catalog::Provider &changed, KeyFate fate, const QString &sentence,
               const catalog::Provider &before);
    void takeBack(const catalog::Provider &before, KeyFate fate);
    template <typename T, typename Work, typename Done> void ask(Work work, Done done);

    PageContext m_context;
    ProviderRow m_row;
    int m_pending = 0;
    MessageBar *m_bar;
    QLabel *m_name;
    QLabel *m_what;
    QLabel *m_url;
    PricesBar *m_prices;
    ConnectionEditor *m_connection;
    Section *m_connectionSection;
    QLabel *m_keyState;
    QWidget *m_keyEditor;
    KeyField *m_key;
    QPushButton *m_saveKey;
    QPushButton *m_removeKey;
    QPushButton *m_test;
    QPushButton *m_remove;
    QLabel *m_modelsHeading;
    QLineEdit *m_search;
    QPushButton *m_edit;
    QWidget *m_facts; ///< address and key
    QWidget *m_modelsPart;
    ModelEditor *m_editor; ///< instead of the models, the facts and the connection
    QTableView *m_models;
    ModelsModel *m_modelsModel;
    QSortFilterProxyModel *m_sorted;
};

} // namespace assay::ui
