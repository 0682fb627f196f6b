// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

#include <QWidget>

class QPushButton;
class QTableWidget;

namespace assay::ui {

class Theme;

/// Every move of a prompt's labels, newest first; the last one of a label can be taken back.
class LabelMoves final : public QWidget {
    Q_OBJECT
public:
    explicit LabelMoves(Theme &theme, QWidget *parent = nullptr);
    void setMoves(const QList<prompts::LabelMove> &moves);

Q_SIGNALS:
    void undoRequested(qint64 move);
    void closed();

private:
    void updateButton();

    QList<prompts::LabelMove> m_moves;
    QTableWidget *m_table;
    QPushButton *m_undo;
};

} // namespace assay::ui
