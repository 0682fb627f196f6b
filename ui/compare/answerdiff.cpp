// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/answerdiff.h"

#include "ui/diff/jsondiff.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <optional>

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

} // namespace

AnswerDiff::AnswerDiff(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_kind(new QComboBox(this))
    , m_said(new QLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_words(new DiffView(theme, this))
    , m_tree(new JsonDiff(theme, this))
{
    m_kind->addItem(tr("Word by word"), Words);
    m_kind->addItem(tr("As JSON"), Tree);
    m_kind->setAccessibleName(tr("How to compare"));
    makeMuted(m_said);
    m_stack->addWidget(m_words);
    m_stack->addWidget(m_tree);
    auto *close = iconButton(theme, u"close"_s, tr("Back to the columns"), this);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), 0);
    head->setSpacing(metrics::normal());
    head->addWidget(sectionHeading(tr("Answers compared"), this));
    head->addWidget(m_kind);
    head->addWidget(m_said, 1);
    head->addWidget(close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(m_stack, 1);
    connect(close, &QToolButton::clicked, this, &AnswerDiff::closed);
    connect(m_words, &DiffView::closed, this, &AnswerDiff::closed);
    connect(m_words, &DiffView::chosen, this, &AnswerDiff::compare);
    connect(m_kind, &QComboBox::currentIndexChanged, m_stack, &QStackedWidget::setCurrentIndex);
}

bool AnswerDiff::isTree() const
{
    return m_kind->currentIndex() == Tree;
}

void AnswerDiff::show(const QList<DiffView::Text> &answers, int left, int right)
{
    m_answers = answers;
    m_words->setTexts(answers);
    m_words->compare(left, right);
    compare(left, right);
    m_kind->setCurrentIndex(m_kind->isEnabled() ? Tree : Words);
}

void AnswerDiff::compare(int left, int right)
{
    const auto answer = [this](int id) {
        const auto found = std::ranges::find(m_answers, id, &DiffView::Text::id);
        return found == m_answers.end() ? DiffView::Text() : *found;
    };
    const auto leftJson = jsonOf(answer(left).text);
    const auto rightJson = jsonOf(answer(right).text);
    const bool isJson = leftJson && rightJson;
    m_kind->setEnabled(isJson);
    m_kind->setToolTip(isJson ? QString() : tr("Only JSON answers can be compared as a tree."));
    if (!isJson) {
        m_kind->setCurrentIndex(Words);
        m_said->clear();
        return;
    }
    m_tree->setNames(answer(left).name, answer(right).name);
    m_tree->setValues(*leftJson, *rightJson);
    m_said->setText(tr("%n member(s) differ", nullptr, m_tree->differences()));
}

} // namespace assay::ui
