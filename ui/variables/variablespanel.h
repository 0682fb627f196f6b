// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "evaluation/datasetstore.h"
#include "prompts/prompt.h"

#include <QMap>
#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QVBoxLayout;

namespace assay::ui {

class Theme;
class VariableField;

/// The values of a prompt's variables, typed or taken from a case of a dataset; and, where the prompt is
/// edited, what it says of them.
class VariablesPanel final : public QWidget {
    Q_OBJECT
public:
    explicit VariablesPanel(Theme &theme, QWidget *parent = nullptr);

    /// Shows the variables of this content; values that were typed stay.
    void setContent(const prompts::PromptContent &content);
    /// Whether the definitions can be edited; they cannot at first.
    void setDefinable(bool isDefinable);
    /// What is said of variables, also of those that no message names now.
    [[nodiscard]] const QList<prompts::Variable> &definitions() const { return m_definitions; }

    void setDatasets(const QList<evaluation::Dataset> &datasets);
    void setValues(const QMap<QString, QString> &values);
    /// Of the variables shown.
    [[nodiscard]] QMap<QString, QString> values() const;
    /// Empty ones, except those that need no value or that a section tests ({{#name}}).
    [[nodiscard]] QStringList missing() const;
    /// What is wrong with the first value that does not fit its type; empty when all do.
    [[nodiscard]] QString problem() const;
    void focusVariable(const QString &name);
    [[nodiscard]] VariableField *variable(const QString &name) const;
    /// The text field of a variable.
    [[nodiscard]] QPlainTextEdit *field(const QString &name) const;

Q_SIGNALS:
    void changed(); ///< a value
    void definitionsChanged();
    void failed(const assay::Error &error);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    VariableField *makeField(const QString &name);
    void takeDefinition(const prompts::Variable &definition);
    void useCase(int index);

    Theme &m_theme;
    QComboBox *m_cases;
    QLabel *m_none;
    QVBoxLayout *m_rows;
    QList<VariableField *> m_fields;
    QList<prompts::Variable> m_definitions;
    QList<evaluation::DatasetCase> m_caseValues; ///< per row of m_cases, from the second
    QMap<QString, QString> m_values; ///< also of names that no message has now
    bool m_isDefinable = false;
};

} // namespace assay::ui
