// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"
#include "ui/diff/diffview.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QStackedWidget;

namespace assay::ui {

class JsonDiff;
class Theme;

/// The answers of two columns against each other: word by word, or as one tree where both are JSON.
class AnswerDiff final : public QWidget {
    Q_OBJECT
public:
    explicit AnswerDiff(Theme &theme, QWidget *parent = nullptr);

    struct Answer {
        int id = 0;
        QString name;
        QString text;
        std::vector<providers::ToolCall> calls = {};
        QString reasoning = {};
    };
    /// Shows `left` against `right`, by their ids, with their calls of tools; as a tree when both are JSON, or
    /// nothing but calls.
    void show(const QList<Answer> &answers, int left, int right);
    [[nodiscard]] DiffView *words() const { return m_words; }
    [[nodiscard]] JsonDiff *tree() const { return m_tree; }
    [[nodiscard]] bool isTree() const;
    [[nodiscard]] bool isSettled() const { return m_words->isSettled(); }

Q_SIGNALS:
    void closed();

private:
    void compare(int left, int right);
    /// Fills the word by word side, with the reasoning where that is wanted.
    void showWords();

    QList<Answer> m_answers;
    int m_left = 0;
    int m_right = 0;
    QComboBox *m_kind;
    QCheckBox *m_reasoning;
    QLabel *m_said;
    QStackedWidget *m_stack;
    DiffView *m_words;
    JsonDiff *m_tree;
};

} // namespace assay::ui
