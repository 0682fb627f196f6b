// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/answerdiff.h"

#include "ui/compare/answertext.h"
#include "ui/diff/jsondiff.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <optional>

#include <QCheckBox>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

enum Kind { Words, Tree };

/// An answer as JSON, also out of a code fence.
std::optional<QJsonValue> jsonOf(QString text)
{
    text = text.trimmed();
    if (text.startsWith("```"_L1) && text.endsWith("```"_L1))
        text = text.section(u'\n', 1).chopped(3);
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8());
    if (document.isObject())
        return document.object();
    return document.isArray() ? std::optional<QJsonValue>(document.array()) : std::nullopt;
}

/// An answer as a tree: its JSON, or the calls that are all of it.
std::optional<QJsonValue> treeOf(const AnswerDiff::Answer &answer)
{
    if (answer.calls.empty())
        return jsonOf(answer.text);
    if (!answer.text.trimmed().isEmpty())
        return std::nullopt;
    QJsonArray calls;
    for (const providers::ToolCall &call : answer.calls)
        calls.append(QJsonObject{{u"name"_s, call.name}, {u"arguments"_s, call.arguments}});
    return calls;
}

QString wordsOf(const AnswerDiff::Answer &answer, bool withReasoning)
{
    QStringList parts{withReasoning ? answer.reasoning : QString(), answer.text, callsText(answer.calls)};
    parts.removeAll(QString());
    return parts.join(u"\n\n"_s);
}

} // namespace

AnswerDiff::AnswerDiff(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_kind(new QComboBox(this))
    , m_reasoning(new QCheckBox(tr("With &reasoning"), this))
    , m_said(new QLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_words(new DiffView(theme, this))
    , m_tree(new JsonDiff(theme, this))
{
    m_kind->addItem(tr("Word by word"), Words);
    m_kind->addItem(tr("As JSON"), Tree);
    m_kind->setAccessibleName(tr("How to compare"));
    m_reasoning->setObjectName(u"reasoning"_s);
    makeMuted(m_said);
    m_stack->addWidget(m_words);
    m_stack->addWidget(m_tree);
    auto *close = iconButton(theme, u"close"_s, tr("Back to the columns"), this);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), 0);
    head->setSpacing(metrics::normal());
    head->addWidget(sectionHeading(tr("Answers compared"), this));
    head->addWidget(m_kind);
    head->addWidget(m_reasoning);
    head->addWidget(m_said, 1);
    head->addWidget(close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(m_stack, 1);
    connect(close, &QToolButton::clicked, this, &AnswerDiff::closed);
    m_words->hideClose(); // there is one above, for the tree as well
    connect(m_words, &DiffView::chosen, this, &AnswerDiff::compare);
    connect(m_kind, &QComboBox::currentIndexChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_reasoning, &QCheckBox::toggled, this, &AnswerDiff::showWords);
}

bool AnswerDiff::isTree() const
{
    return m_kind->currentIndex() == Tree;
}

void AnswerDiff::show(const QList<Answer> &answers, int left, int right)
{
    m_answers = answers;
    m_left = left;
    m_right = right;
    const bool anyReasons = std::ranges::any_of(
        answers, [](const Answer &answer) { return !answer.reasoning.isEmpty(); });
    m_reasoning->setVisible(anyReasons);
    showWords();
    compare(left, right);
    m_kind->setCurrentIndex(m_kind->isEnabled() ? Tree : Words);
}

void AnswerDiff::showWords()
{
    const bool withReasoning = m_reasoning->isChecked() && !m_reasoning->isHidden();
    QList<DiffView::Text> texts;
    for (const Answer &answer : std::as_const(m_answers))
        texts.append({answer.id, answer.name, wordsOf(answer, withReasoning)});
    const auto [left, right] = std::pair(m_left, m_right);
    m_words->setTexts(texts);
    m_words->compare(left, right);
    if (withReasoning)
        m_kind->setCurrentIndex(Words); // a tree holds none
}

void AnswerDiff::compare(int left, int right)
{
    m_left = left;
    m_right = right;
    const auto answer = [this](int id) {
        const auto found = std::ranges::find(m_answers, id, &Answer::id);
        return found == m_answers.end() ? Answer() : *found;
    };
    const auto leftTree = treeOf(answer(left));
    const auto rightTree = treeOf(answer(right));
    const bool isTree = leftTree && rightTree;
    m_kind->setEnabled(isTree);
    m_kind->setToolTip(isTree ? QString()
                              : tr("Only JSON answers, or calls of tools, can be compared as a tree."));
    if (!isTree) {
        m_kind->setCurrentIndex(Words);
        m_said->clear();
        return;
    }
    m_tree->setNames(answer(left).name, answer(right).name);
    m_tree->setValues(*leftTree, *rightTree);
    m_said->setText(tr("%n member(s) differ", nullptr, m_tree->differences()));
}

} // namespace assay::ui
