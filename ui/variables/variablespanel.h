// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/datasetstore.h"
#include "providers/completion.h"

#include <vector>

#include <QMap>
#include <QPointer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QVBoxLayout;

namespace assay::ui {

class Theme;

/// The values of a prompt's variables, typed or taken from a case of a dataset.
class VariablesPanel final : public QWidget {
    Q_OBJECT
public:
    explicit VariablesPanel(Theme &theme, QWidget *parent = nullptr);

    /// Shows the variables of these messages; values that were typed stay.
    void setMessages(const std::vector<providers::Message> &messages);
    void setDatasets(const QList<evaluation::Dataset> &datasets);
    void setValues(const QMap<QString, QString> &values);
    /// Of the variables shown.
    [[nodiscard]] QMap<QString, QString> values() const;
    /// Empty ones, except those that a section tests ({{#name}}), which may be empty on purpose.
    [[nodiscard]] QStringList missing() const;
    void focusVariable(const QString &name);
    [[nodiscard]] QPlainTextEdit *field(const QString &name) const;

Q_SIGNALS:
    void changed();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Field {
        QString name;
        bool mayBeEmpty = false;
        QWidget *row = nullptr;
        QPlainTextEdit *edit = nullptr;
    };
    Field makeField(const QString &name);
    void fitHeight(QPlainTextEdit *edit) const;
    void useCase(int index);

    Theme &m_theme;
    QComboBox *m_cases;
    QLabel *m_none;
    QVBoxLayout *m_rows;
    QList<Field> m_fields;
    QList<evaluation::DatasetCase> m_caseValues; ///< per row of m_cases, from the second
    QMap<QString, QString> m_values; ///< also of names that no message has now
    bool m_isFilling = false;
};

} // namespace assay::ui
