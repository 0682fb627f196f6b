// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"
#include "validation/contract.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace assay::ui {

class Theme;

/// What an answer must be, what is done when it is not, and which form is asked of the model.
class AnswerPanel final : public QWidget {
    Q_OBJECT
public:
    explicit AnswerPanel(Theme &theme, QWidget *parent = nullptr);

    void setContent(const prompts::PromptContent &content);
    /// Sets the contract, and the response format of the parameters, as they were last right.
    void putInto(prompts::PromptContent &content) const;
    [[nodiscard]] QString problem() const;
    /// "JSON schema, repaired, asked again twice": for when the panel is closed.
    [[nodiscard]] QString summary() const;
    void setReadOnly(bool isReadOnly);

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildRows();
    QLineEdit *addLine(QFormLayout *form, const QString &label, const QString &hint);
    void showFields();
    void take();
    /// Empty with a sentence in `problem` when a field is wrong.
    [[nodiscard]] std::optional<validation::OutputContract> typedContract(QString &problem) const;
    void showContract();
    void showProblem(const QString &problem);

    Theme &m_theme;
    QFormLayout *m_form;
    QComboBox *m_asked; ///< of the model
    QComboBox *m_format;
    QPlainTextEdit *m_schema;
    QLineEdit *m_pattern;
    QLineEdit *m_region;
    QLineEdit *m_dateFormat;
    QLineEdit *m_language;
    QLineEdit *m_minLength;
    QLineEdit *m_maxLength;
    QPlainTextEdit *m_mustNotContain;
    QCheckBox *m_repair;
    QSpinBox *m_reAsks;
    QCheckBox *m_failOtherwise;
    QCheckBox *m_trim;
    QCheckBox *m_jsonPretty;
    QCheckBox *m_toPlain;
    QLabel *m_problem;
    validation::OutputContract m_contract; ///< as it was last right
    QJsonObject m_stored; ///< as it was given: unchanged, it stays so to the letter
    validation::OutputContract m_storedContract;
    std::optional<providers::ResponseFormat> m_responseFormat;
    QJsonObject m_responseSchema; ///< as it was; the contract's own goes before it
    bool m_isFilling = false;
};

} // namespace assay::ui
