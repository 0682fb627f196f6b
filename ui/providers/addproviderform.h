// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/vendors.h"
#include "security/secret.h"
#include "ui/widgets/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::ui {

class KeyField;
class MessageBar;

/// Adds a provider: whose it is, its name, how and where it is reached, its key. A vendor fills in what it
/// can, and all of it stays editable. Also offers the local servers it finds on loopback.
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
        const catalog::Vendor *vendor = nullptr; ///< null: nobody's in particular
    };
    void buildRows();
    void nameControls();
    [[nodiscard]] const Kind &chosenKind() const;
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
    QComboBox *m_protocol;
    QLineEdit *m_name;
    QLineEdit *m_url;
    KeyField *m_key;
    QLabel *m_keyHint;
    QLabel *m_local;
    QPushButton *m_add;
    QPushButton *m_cancel;
};

} // namespace assay::ui
