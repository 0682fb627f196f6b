// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"
#include "ui/widgets/page.h"

class QComboBox;
class QLabel;

namespace assay::ui {

class ParametersForm;

/// What a prompt is meant to run with: its model, and the parameters, which can be saved by name.
class SettingsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsPanel(const PageContext &context, QWidget *parent = nullptr);

    /// "provider/model" of all that are listed, to choose from.
    void setModels(const QStringList &models);
    void setSettings(const QString &model, const providers::Parameters &parameters);
    void setReadOnly(bool isReadOnly);
    /// Both as they were last right; problem() says what is not.
    [[nodiscard]] QString model() const { return m_modelName; }
    [[nodiscard]] const providers::Parameters &parameters() const;
    [[nodiscard]] QString problem() const;
    /// "openai/gpt-5 · temp 0.2": for when the panel is closed.
    [[nodiscard]] QString summary() const;

Q_SIGNALS:
    void changed();

private:
    void takeModel();
    void say(const QString &sentence);

    PageContext m_context;
    QComboBox *m_model;
    ParametersForm *m_form;
    QLabel *m_said; ///< what came of saving a set
    QString m_modelName;
    QString m_modelProblem;
    bool m_isFilling = false;
};

} // namespace assay::ui
