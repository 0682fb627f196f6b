// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptlist.h"

#include "ui/prompts/promptdelegate.h"
#include "ui/prompts/promptsfilter.h"
#include "ui/prompts/promptsmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

PromptList::PromptList(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(new PromptsModel(this))
    , m_filter(new PromptsFilter(this))
    , m_search(searchField(theme, tr("Search prompts"), this))
    , m_order(new QComboBox(this))
    , m_foundCount(new QLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_view(new QListView(this))
    , m_empty(new EmptyState(theme, this))
{
    m_filter->setSourceModel(m_model);
    buildRows(theme);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) { filter(text); });
    connect(m_search, &QLineEdit::returnPressed, this, &PromptList::focusList);
    auto *down = new QShortcut(Qt::Key_Down, m_search, nullptr, nullptr, Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, this, &PromptList::focusList);
    constexpr int askDelayMs = 100; // a fast typist's next letter
    m_asks.setSingleShot(true);
    m_asks.setInterval(askDelayMs);
    connect(&m_asks, &QTimer::timeout, this, [this] { Q_EMIT textsWanted(m_search->text()); });
    connect(m_view, &QListView::activated, this, &PromptList::taken);
    connect(m_order, &QComboBox::currentIndexChanged, this, [this](int order) {
        m_filter->setOrder(static_cast<PromptsFilter::Order>(order));
        Q_EMIT orderChanged();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        const prompts::PromptSummary *prompt = selected();
        if (prompt == nullptr || prompt->id == m_shown || m_isFiltering)
            return; // the filter hides it: what is being edited stays
        m_shown = prompt->id;
        Q_EMIT selectionChanged();
    });
    connect(m_model, &PromptsModel::renameRequested, this, &PromptList::renameRequested);
    connect(m_view, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { Q_EMIT menuRequested(m_view->viewport()->mapToGlobal(at)); });
}

void PromptList::buildRows(Theme &theme)
{
    m_order->addItems({tr("By folder and name"), tr("By last change")});
    m_order->setAccessibleName(tr("Order of the prompts"));
    makeMuted(m_foundCount);
    m_foundCount->setWordWrap(true);
    m_foundCount->hide();
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new PromptDelegate(theme, m_view));
    m_view->setUniformItemSizes(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setDragEnabled(true);
    m_view->setDragDropMode(QAbstractItemView::DragOnly);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAccessibleName(tr("Prompts"));
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked); // F2 is the page's
    auto *create = new QPushButton(theme.icon(u"add"_s), tr("&New prompt"), this);
    connect(create, &QPushButton::clicked, this, &PromptList::createRequested);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addWidget(create);
    rows->addWidget(m_search);
    rows->addWidget(m_order);
    rows->addWidget(m_foundCount);
    rows->addWidget(m_stack, 1);
}

void PromptList::setPrompts(const QList<prompts::PromptSummary> &prompts, const QString &selectName)
{
    const PromptId before = m_shown;
    m_model->setPrompts(prompts);
    updateEmpty();
    int row = selectName.isEmpty() ? m_model->rowOf(before) : m_model->rowOf(selectName);
    const QModelIndex index = row >= 0 ? m_filter->mapFromSource(m_model->index(row)) : m_filter->index(0, 0);
    m_view->setCurrentIndex(index);
    if (prompts.isEmpty() && !m_shown.isNull()) {
        m_shown = PromptId();
        Q_EMIT selectionChanged();
    }
}

void PromptList::filter(const QString &search)
{
    // The view moves on from a row that goes, but a search must not change what is being edited.
    m_isFiltering = true;
    m_filter->setSearch(search);
    m_view->setCurrentIndex(m_filter->mapFromSource(m_model->index(m_model->rowOf(m_shown))));
    m_isFiltering = false;
    m_foundCount->hide();
    constexpr qsizetype fewestLetters = 2;
    const bool isOfTags = search.contains(u'#');
    if (!isOfTags && search.trimmed().size() >= fewestLetters) {
        m_asks.start();
    } else {
        m_asks.stop();
        m_filter->setFound({});
    }
    updateEmpty();
}

void PromptList::setFound(const QString &search, const prompts::TextHits &hits)
{
    if (search != m_search->text() || m_asks.isActive())
        return;
    m_isFiltering = true;
    m_filter->setFound(hits.hits);
    m_view->setCurrentIndex(m_filter->mapFromSource(m_model->index(m_model->rowOf(m_shown))));
    m_isFiltering = false;
    const auto count = static_cast<int>(hits.hits.size());
    m_foundCount->setText(hits.hasMore ? tr("At least %n prompt(s) with this in their text", nullptr, count)
                                       : tr("%n prompt(s) with this in their text", nullptr, count));
    m_foundCount->setVisible(count > 0);
    updateEmpty();
}

const prompts::TextHit *PromptList::found(PromptId id) const
{
    return m_filter->found(id);
}

const prompts::PromptSummary *PromptList::selected() const
{
    return m_model->prompt(m_filter->mapToSource(m_view->currentIndex()).row());
}

void PromptList::select(const QString &name)
{
    if (const int row = m_model->rowOf(name); row >= 0) {
        m_search->clear();
        m_view->setCurrentIndex(m_filter->mapFromSource(m_model->index(row)));
    }
}

void PromptList::setHasDraft(PromptId id, bool hasDraft)
{
    m_model->setHasDraft(id, hasDraft);
}

void PromptList::setOrder(int order)
{
    m_order->setCurrentIndex(order);
}

int PromptList::order() const
{
    return m_order->currentIndex();
}

void PromptList::focusList()
{
    if (m_stack->currentWidget() == m_view) // else it would take the focus once it is shown, in the middle of a word
        m_view->setFocus();
}

bool PromptList::hasListFocus() const
{
    return m_view->hasFocus();
}

void PromptList::startRename()
{
    if (m_view->currentIndex().isValid())
        m_view->edit(m_view->currentIndex());
}

void PromptList::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void PromptList::updateEmpty()
{
    if (m_filter->rowCount() > 0) {
        m_stack->setCurrentWidget(m_view);
        return;
    }
    EmptyState::Content content;
    if (m_model->rowCount() == 0) {
        content = {u"prompts"_s,
                   tr("No prompts yet"),
                   tr("A prompt keeps its text, variables and versions."),
                   tr("New prompt"),
                   [this] { Q_EMIT createRequested(); },
                   {},
                   {}};
    } else {
        content = {u"search"_s,
                   tr("Nothing matches"),
                   tr("No prompt has these words in its name, folder, tags or text."),
                   tr("Clear the search"),
                   [this] { m_search->clear(); },
                   {},
                   {}};
    }
    m_empty->setContent(content);
    m_stack->setCurrentWidget(m_empty);
}

} // namespace assay::ui
