// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <functional>
#include <vector>

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace assay::ui {

class Theme;

/// Sampling and limits, one field a parameter. An empty field is not sent: the provider's default holds.
/// The form of the answer (text, JSON, schema) has no field here and is carried along.
class ParametersForm final : public QWidget {
    Q_OBJECT
public:
    explicit ParametersForm(Theme &theme, QWidget *parent = nullptr);

    void setParameters(const providers::Parameters &parameters);
    /// As they were last right; problem() says what is not.
    [[nodiscard]] const providers::Parameters &parameters() const { return m_parameters; }
    [[nodiscard]] QString problem() const;
    void setReadOnly(bool isReadOnly);

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Field;
    void addField(QGridLayout *form, Field field);
    void take();
    [[nodiscard]] QString read(providers::Parameters &typed) const;
    void showProblem(const QString &problem);

    /// A parameter that is one number.
    struct Field {
        QString label;
        QString name; ///< accessible
        QString hint;
        /// The field's text for a value; empty when it is not set.
        std::function<QString(const providers::Parameters &)> shown;
        /// Sets the value from a text that is not empty; false when it is no such number.
        std::function<bool(providers::Parameters &, const QString &)> taken;
        QLineEdit *edit = nullptr;
    };

    Theme &m_theme;
    std::vector<Field> m_fields;
    QPlainTextEdit *m_stop;
    QComboBox *m_effort;
    QComboBox *m_tier;
    QLabel *m_problem;
    providers::Parameters m_parameters;
    bool m_isFilling = false;
};

/// "temp 0.2 · max 1000" in a few words; empty when nothing is set.
[[nodiscard]] QString shortParameters(const providers::Parameters &parameters);

} // namespace assay::ui
