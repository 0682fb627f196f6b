// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/reviewview.h"

#include "orchestration/stages.h"
#include "ui/actions/actionregistry.h"
#include "ui/operations/datatable.h"
#include "ui/operations/operationstexts.h"
#include "ui/operations/reviewdetails.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QComboBox>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

using validation::ReviewDecision;
using validation::ReviewItem;
using validation::ReviewState;

constexpr auto refreshEvery = 5s;
constexpr int beginningMax = 120;

QString rulesOf(const ReviewItem &item)
{
    QStringList rules;
    for (const validation::Finding &finding : item.findings)
        rules.append(finding.ruleId);
    rules.removeDuplicates();
    return rules.join(u", "_s);
}

TableCell stateCell(ReviewState state)
{
    return state == ReviewState::Open    ? TableCell{ReviewView::tr("Open"), 0, {}, CellTone::Warning}
        : state == ReviewState::Approved ? TableCell{ReviewView::tr("Approved"), 1, {}, CellTone::Good}
                                         : TableCell{ReviewView::tr("Rejected"), 2, {}, CellTone::Bad};
}

TableRow rowOf(const ReviewItem &item)
{
    const bool isReadable = item.excerptProblem.isEmpty();
    const QString text = (isReadable ? item.excerpt : item.excerptProblem).simplified().left(beginningMax);
    const QString rules = rulesOf(item);
    return {QString::number(item.id),
            {operations::momentCell(item.at),
             stateCell(item.state),
             {item.direction == validation::Direction::Input ? ReviewView::tr("Out") : ReviewView::tr("Back"),
              {}},
             {rules, {}, rules},
             {text, {}, {}, isReadable ? CellTone::Usual : CellTone::Muted}}};
}

} // namespace

ReviewView::ReviewView(const PageContext &context, QWidget *parent)
    : OperationsView(context, refreshEvery, parent)
    , m_search(searchField(context.theme, tr("Search rules and texts"), this))
    , m_state(new QComboBox(this))
    , m_table(new DataTable(
          context.theme, tr("Texts for review"),
          {{tr("When"), 18}, {tr("State"), 14}, {tr("Way"), 9}, {tr("Rules"), 26}, {tr("Text"), 0}}, this))
    , m_details(new ReviewDetails(context.theme, this))
    , m_split(new QSplitter(Qt::Vertical, this))
{
    build();
    addActions();
    connect(m_search, &QLineEdit::textChanged, m_table, &DataTable::setFilter);
    connect(m_table, &DataTable::filterCleared, m_search, &QLineEdit::clear);
    connect(m_table, &DataTable::currentChanged, this, &ReviewView::choose);
    connect(m_state, &QComboBox::currentIndexChanged, this, &ReviewView::refresh);
    connect(m_details, &ReviewDetails::decided, this, &ReviewView::decide);
    const auto openCall = [this](const CallId &call) {
        Q_EMIT navigationRequested(u"log"_s, {{u"call"_s, call.toString()}});
    };
    connect(m_details, &ReviewDetails::callRequested, this, openCall);
    connect(m_table, &DataTable::opened, this, [this, openCall] {
        if (m_details->item())
            openCall(m_details->item()->call);
    });
    m_details->hide();
}

void ReviewView::build()
{
    m_state->setAccessibleName(tr("Which texts"));
    m_state->addItem(tr("Open"));
    m_state->addItem(tr("Decided"));
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    head->setSpacing(metrics::normal());
    head->addWidget(m_search, 1);
    head->addWidget(m_state);
    head->addStretch();
    m_split->addWidget(m_table);
    m_split->addWidget(m_details);
    m_split->setChildrenCollapsible(false);
    m_split->setSizes({metrics::rowHeight() * 8, metrics::rowHeight() * 12});
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addWidget(m_split, 1);
}

void ReviewView::addActions()
{
    const QString section = tr("Operations");
    context().actions.add({u"operations.approve"_s,
                           section,
                           tr("&Approve the text"),
                           u"check"_s,
                           {QKeySequence(u"A"_s)},
                           tr("Approves the chosen text, with the note.")},
                          this, this, [this] { decide(ReviewDecision::Approve); });
    context().actions.add({u"operations.reject"_s,
                           section,
                           tr("&Reject the text"),
                           u"close"_s,
                           {QKeySequence(u"R"_s)},
                           tr("Rejects the chosen text, with the note.")},
                          this, this, [this] { decide(ReviewDecision::Reject); });
    choose({});
}

bool ReviewView::showsDecided() const
{
    return m_state->currentIndex() == 1;
}

QCoro::Task<Result<ReviewView::Listing>> ReviewView::list(workspace::Workspace &workspace, bool areDecided)
{
    validation::ReviewQueue &reviews = workspace.orchestrator().stages().reviews;
    const auto open = co_await reviews.openCount();
    if (!open)
        co_return tl::unexpected(open.error());
    Listing listing;
    listing.open = *open;
    if (areDecided || *open > 0) // else the keychain need not be asked
        co_await workspace.cipher().ready();
    const QList<ReviewState> states = areDecided
        ? QList<ReviewState>{ReviewState::Approved, ReviewState::Rejected}
        : QList<ReviewState>{ReviewState::Open};
    for (const ReviewState state : states) {
        auto items = co_await reviews.list(state);
        if (!items)
            co_return tl::unexpected(items.error());
        listing.items += *items;
    }
    if (areDecided) {
        std::stable_sort(listing.items.begin(), listing.items.end(),
                         [](const ReviewItem &a, const ReviewItem &b) {
                             return a.decidedAt.value_or(0) > b.decidedAt.value_or(0);
                         });
    }
    co_return listing;
}

void ReviewView::refresh()
{
    read<Listing>(
        [areDecided = showsDecided()](workspace::Workspace &workspace) -> QCoro::Task<Result<Listing>> {
            auto task = list(workspace, areDecided);
            auto listing = co_await std::move(task);
            co_return listing;
        },
        [this](const Listing &listing) { showListing(listing); });
}

void ReviewView::showListing(const Listing &listing)
{
    m_items = listing.items;
    const int row = m_table->view()->currentIndex().row();
    QList<TableRow> rows;
    for (const ReviewItem &item : m_items)
        rows.append(rowOf(item));
    m_table->setRows(std::move(rows));
    showEmptiness();
    if (m_table->currentId().isEmpty()) // the decided one went: its place has the next
        m_table->selectRow(std::max(row, 0));
    choose(m_table->currentId());
    Q_EMIT openCountChanged(listing.open);
}

void ReviewView::showEmptiness()
{
    if (showsDecided()) {
        m_table->setEmptyContent({u"eye"_s,
                                  tr("Nothing was decided yet"),
                                  tr("What you approve or reject stays here, with who did it and why."),
                                  tr("Show the open ones"),
                                  [this] { m_state->setCurrentIndex(0); },
                                  {},
                                  {}});
    } else {
        m_table->setEmptyContent(
            {u"eye"_s, tr("Nothing waits for review"),
             tr("Texts come here when a safety rule with the action \u201creview\u201d finds "
                "something in them."),
             tr("Open the settings"), [this] { Q_EMIT navigationRequested(u"settings"_s, {}); },
             tr("Show what was decided"), [this] { m_state->setCurrentIndex(1); }});
    }
}

void ReviewView::choose(const QString &id)
{
    const auto found = std::find_if(m_items.begin(), m_items.end(),
                                    [&id](const ReviewItem &item) { return QString::number(item.id) == id; });
    m_details->setItem(found == m_items.end() ? std::nullopt : std::optional(*found));
    m_details->setVisible(m_details->item().has_value());
    enableActions(isVisible());
}

void ReviewView::enableActions(bool isShown)
{
    const QString reason = !isShown     ? tr("The texts for review are not in sight")
        : m_details->item().has_value() ? tr("The text is decided already")
                                        : tr("No text is chosen");
    for (const QString &action : {u"operations.approve"_s, u"operations.reject"_s})
        context().actions.setEnabled(action, isShown && m_details->isOpen(), reason);
}

void ReviewView::showEvent(QShowEvent *event)
{
    OperationsView::showEvent(event);
    enableActions(true);
}

void ReviewView::hideEvent(QHideEvent *event)
{
    enableActions(false);
    OperationsView::hideEvent(event);
}

void ReviewView::decide(ReviewDecision decision)
{
    if (!m_details->isOpen())
        return;
    change(
        [id = m_details->item()->id, decision,
         note = m_details->note()](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            auto decided = co_await workspace.orchestrator().stages().reviews.decide(
                id, decision, operations::userName(), note);
            co_return decided;
        },
        decision == ReviewDecision::Approve ? tr("The text is approved.") : tr("The text is rejected."));
    m_table->setFocus();
}

void ReviewView::copy() const
{
    m_table->copySelection();
}

void ReviewView::focusMain()
{
    m_table->setFocus();
}

} // namespace assay::ui
