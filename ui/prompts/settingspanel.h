// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace assay::ui {

class Theme;

/// What a prompt is meant to run with. An empty field is not sent: the provider's default holds.
class SettingsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsPanel(Theme &theme, QWidget *parent = nullptr);

    /// "provider/model" of all that are listed, to choose from.
    void setModels(const QStringList &models);
    void setSettings(const QString &model, const providers::Parameters &parameters);
    void setReadOnly(bool isReadOnly);
    /// Both as they were last right; problem() says what is not.
    [[nodiscard]] QString model() const { return m_modelName; }
    [[nodiscard]] const providers::Parameters &parameters() const { return m_parameters; }
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildRows();
    void take();
    void showProblem(const QString &problem);

    Theme &m_theme;
    QComboBox *m_model;
    QLineEdit *m_temperature;
    QLineEdit *m_maxTokens;
    QCheckBox *m_json;
    QLabel *m_problem;
    providers::Parameters m_parameters; ///< those without a field here are carried along
    QString m_modelName;
    bool m_isFilling = false;
};

} // namespace assay::ui
