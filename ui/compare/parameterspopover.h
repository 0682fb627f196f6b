// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <functional>

#include <QFrame>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace assay::ui {

class Theme;

/// "temperature 0, JSON" in a few words; empty when nothing is set.
[[nodiscard]] QString parametersSummary(const providers::Parameters &parameters);

/// The parameters of one column. An empty field is not sent. Takes effect when it closes, unless a field is
/// wrong: that is said beside the field.
class ParametersPopover final : public QFrame {
    Q_OBJECT
public:
    explicit ParametersPopover(Theme &theme, QWidget *parent = nullptr);
    void setParameters(const providers::Parameters &parameters);
    /// Opens below `anchor`, inside the screen.
    void openAt(QWidget *anchor);

Q_SIGNALS:
    void changed(const assay::providers::Parameters &parameters);
    void applyToAllRequested(const assay::providers::Parameters &parameters);
    void promptParametersRequested();

protected:
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Field {
        QLineEdit *edit = nullptr;
        QLabel *problem = nullptr;
    };
    Field addField(QFormLayout *form, const QString &label, const QString &hint);
    template <typename Number> std::optional<Number> read(const Field &field, bool &isValid) const;
    /// Empty when a field is wrong.
    std::optional<providers::Parameters> take();
    void say(const Field &field, const QString &problem) const;

    Theme &m_theme;
    Field m_temperature;
    Field m_topP;
    Field m_maxTokens;
    Field m_seed;
    QPlainTextEdit *m_stop;
    QLabel *m_stopProblem;
    QComboBox *m_format;
};

} // namespace assay::ui
