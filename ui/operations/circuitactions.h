// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/circuitbreaker.h"

#include <optional>

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::ui {

/// What a person can do about the chosen circuit. Each step asks for the reason, in place.
class CircuitActions final : public QWidget {
    Q_OBJECT
public:
    explicit CircuitActions(QWidget *parent = nullptr);

    /// The chosen circuit; none empties the buttons. While a reason is being typed the circuit asked about
    /// stays.
    void setCircuit(const std::optional<orchestration::BreakerStatus> &circuit);
    /// Closes the question; true when it was open.
    bool cancel();

Q_SIGNALS:
    /// No state: give it back to the breaker.
    void forceRequested(const catalog::ModelRef &model, std::optional<orchestration::ForcedState> state,
                        const QString &reason);

private:
    void build();
    void ask(std::optional<orchestration::ForcedState> state);
    void submit();
    void updateButtons();

    std::optional<orchestration::BreakerStatus> m_circuit;
    catalog::ModelRef m_askedModel;
    std::optional<orchestration::ForcedState> m_askedState;
    QPushButton *m_stop;
    QPushButton *m_letThrough;
    QPushButton *m_giveBack;
    QLabel *m_about;
    QWidget *m_buttons;
    QWidget *m_question;
    QLabel *m_questionText;
    QLineEdit *m_reason;
    QPushButton *m_confirm;
};

} // namespace assay::ui
