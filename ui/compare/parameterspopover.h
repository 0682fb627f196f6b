// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <QFrame>

class QComboBox;
class QHBoxLayout;
class QLabel;

namespace assay::ui {

class ParametersForm;
struct PageContext;
class Theme;

/// "temp 0 · JSON" in a few words; empty when nothing is set.
[[nodiscard]] QString parametersSummary(const providers::Parameters &parameters);

/// The parameters of one column, and the form that is asked of the model. Takes effect when it closes; Return
/// closes it unless a field is wrong, which is said below the fields.
class ParametersPopover final : public QFrame {
    Q_OBJECT
public:
    explicit ParametersPopover(Theme &theme, QWidget *parent = nullptr);
    void setParameters(const providers::Parameters &parameters);
    /// Adds a button with the workspace's saved sets.
    void offerSets(const PageContext &context);
    /// Says what the column's model does not take of them; empty: it takes all.
    void setProblem(const QString &sentence);
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
    [[nodiscard]] providers::Parameters parameters() const;

    ParametersForm *m_form;
    QComboBox *m_format;
    QLabel *m_hint;
    QLabel *m_notTaken;
    QHBoxLayout *m_buttons;
    QJsonObject m_schema; ///< of the prompt; asked for when the format says so
};

} // namespace assay::ui
