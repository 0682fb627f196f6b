// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace assay::ui {

class Theme;

/// How a provider is reached, changed in place: a field is taken when it is left or Return is pressed. What is
/// wrong stands below its field, which keeps what was typed.
class ConnectionEditor final : public QWidget {
    Q_OBJECT
public:
    ConnectionEditor(Theme &theme, QWidget *parent = nullptr);
    /// Of the same provider again: keeps what is being typed.
    void setProvider(const catalog::Provider &provider);
    /// Puts back what holds, such as after a refusal.
    void reset();
    /// The settings in a few words, for when they are folded away.
    [[nodiscard]] QString summary() const;
    /// Reading a certificate file.
    [[nodiscard]] bool isBusy() const { return m_pending > 0; }

Q_SIGNALS:
    /// `what` was changed, as a sentence begins: "The base URL".
    void edited(const assay::catalog::Provider &changed, const QString &what);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Field {
        QLineEdit *edit = nullptr;
        QLabel *problem = nullptr;
        QLabel *label = nullptr;
    };
    struct Limit {
        QString name;
        std::chrono::milliseconds catalog::ConnectionSettings::*member;
        Field field;
    };
    Field addField(QGridLayout *grid, int row, int column, const QString &label, const QString &name,
                   const QString &hint);
    void buildAddress(QGridLayout *grid);
    void buildLimits(QGridLayout *grid);
    void buildWay(QGridLayout *grid);
    void fill(bool keepsTyped);
    void showProblem(const Field &field, const QString &problem);
    void colourProblems();
    void takeAddress(const Field &field, const QString &what);
    void takeProtocol();
    void takeLimit(const Limit &limit);
    void showProxyField(bool isShown);
    void takeProxy();
    void takeCaFile();
    void chooseCaFile();

    Theme &m_theme;
    catalog::Provider m_provider;
    int m_pending = 0;
    bool m_isFilling = false;
    Field m_url;
    QComboBox *m_protocol;
    Field m_deployment;
    Field m_version;
    std::vector<Limit> m_limits;
    QComboBox *m_proxyKind;
    Field m_proxy;
    Field m_caFile;
};

} // namespace assay::ui
