// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"
#include "security/secret.h"
#include "ui/widgets/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::ui {

class KeyField;
class MessageBar;

/// Adds a provider: what it is, its name, its address, its key. Also offers the local servers it finds on
/// loopback.
class AddProviderForm final : public QWidget {
    Q_OBJECT
public:
    AddProviderForm(const PageContext &context, QWidget *parent = nullptr);
    /// Empties the fields, looks for local servers and takes the focus.
    void start();
    /// Asking for something, so a test or picture should wait.
    [[nodiscard]] bool isBusy() const { return m_pending > 0; }

Q_SIGNALS:
    void added(const QString &name);
    void cancelled();

private:
    struct Kind {
        QString label;
        catalog::Provider preset;
    };
    void buildRows();
    void setKinds(const QList<catalog::Provider> &localServers);
    void showPreset();
    void submit();
    void storeKey(const catalog::Provider &provider, const security::Secret &key);
    void finish(const QString &name);

    PageContext m_context;
    QList<Kind> m_kinds;
    int m_pending = 0;
    MessageBar *m_bar;
    QComboBox *m_kind;
    QLineEdit *m_name;
    QLineEdit *m_url;
    KeyField *m_key;
    QLabel *m_local;
    QPushButton *m_add;
    QPushButton *m_cancel;
};

} // namespace assay::ui
