// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/retirementview.h"

#include "ui/operations/datatable.h"
#include "ui/operations/operationstexts.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QCheckBox>
#include <QDateTime>
#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using workspace::ModelUse;
using workspace::RetiringModel;

constexpr int soonDays = 30;

QString useText(const ModelUse &use)
{
    if (use.kind == ModelUse::Kind::Route)
        return RetirementView::tr("Route %1").arg(use.name);
    if (use.kind == ModelUse::Kind::SemanticCache)
        return RetirementView::tr("The cache of like questions");
    QString text = RetirementView::tr("Prompt %1, version %2").arg(use.name).arg(use.version);
    if (!use.labels.isEmpty())
        text = RetirementView::tr("%1, released as %2").arg(text, use.labels.join(u", "_s));
    if (!use.route.isEmpty())
        text = RetirementView::tr("%1, through the route %2").arg(text, use.route);
    return text;
}

TableCell daysCell(int days)
{
    const CellTone tone = days < 0 ? CellTone::Bad : days <= soonDays ? CellTone::Warning : CellTone::Usual;
    return {days < 0 ? RetirementView::tr("past") : QLocale().toString(days), days, {}, tone};
}

TableRow rowOf(const RetiringModel &model)
{
    QStringList uses;
    for (const ModelUse &use : model.uses)
        uses.append(useText(use));
    const QLocale locale;
    const QString name = model.model.toString();
    const TableCell used = uses.isEmpty() ? TableCell{RetirementView::tr("nothing"), {}, {}, CellTone::Muted}
                                          : TableCell{uses.join(u"; "_s), {}, uses.join(u'\n')};
    return {name,
            {{name, {}, name},
             {locale.toString(model.lastDay, QLocale::ShortFormat), model.lastDay,
              locale.toString(model.lastDay, QLocale::LongFormat)},
             daysCell(model.daysLeft),
             {model.isFromListing ? RetirementView::tr("Provider") : RetirementView::tr("Price list"), {}},
             used}};
}

} // namespace

RetirementView::RetirementView(const PageContext &context, QWidget *parent)
    : OperationsView(context, {}, parent)
    , m_search(searchField(context.theme, tr("Search models and what uses them"), this))
    , m_all(new QCheckBox(tr("Also models that &nothing uses"), this))
    , m_table(new DataTable(context.theme, tr("Models that retire"),
                            {{tr("Model"), 44},
                             {tr("Last day"), 16},
                             {tr("Days left"), 18, true},
                             {tr("Says"), 16},
                             {tr("Used by"), 0}},
                            this))
    , m_heading(sectionHeading({}, this))
    , m_uses(new QWidget(this))
    , m_useRows(new QVBoxLayout(m_uses))
{
    build();
    m_table->sortBy(2, Qt::AscendingOrder);
    connect(m_search, &QLineEdit::textChanged, m_table, &DataTable::setFilter);
    connect(m_table, &DataTable::filterCleared, m_search, &QLineEdit::clear);
    connect(m_table, &DataTable::currentChanged, this, &RetirementView::showUses);
    connect(m_all, &QCheckBox::toggled, this, &RetirementView::refresh);
}

void RetirementView::build()
{
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    head->setSpacing(metrics::wide());
    head->addWidget(m_search, 1);
    head->addWidget(m_all);
    head->addStretch();

    m_heading->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), 0);
    m_heading->setTextFormat(Qt::PlainText);
    m_useRows->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::wide());
    m_useRows->setSpacing(metrics::tight());
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(m_uses);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMaximumHeight(metrics::rowHeight() * 6);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addWidget(m_table, 1);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addWidget(m_heading);
    rows->addWidget(scroll);
}

void RetirementView::refresh()
{
    using workspace::RetirementScope;
    const RetirementScope scope = m_all->isChecked() ? RetirementScope::All : RetirementScope::InUse;
    read<QList<RetiringModel>>(
        [scope](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<RetiringModel>>> {
            const QDate today =
                QDateTime::fromMSecsSinceEpoch(workspace.clock().utcMicros() / 1000, Qt::UTC).date();
            auto task = workspace::retiringModels(workspace.providers(), workspace.prompts(),
                                                  workspace.policies(), workspace.prices(), today, scope);
            auto models = co_await std::move(task);
            co_return models;
        },
        [this](const QList<RetiringModel> &models) { showModels(models); });
}

void RetirementView::showModels(const QList<RetiringModel> &models)
{
    m_models = models;
    QList<TableRow> rows;
    for (const RetiringModel &model : models)
        rows.append(rowOf(model));
    m_table->setRows(std::move(rows));
    showEmptiness();
    m_table->selectSome();
    showUses(m_table->currentId());
}

void RetirementView::showEmptiness()
{
    if (m_all->isChecked()) {
        m_table->setEmptyContent({u"success"_s,
                                  tr("No model retires"),
                                  tr("No provider and no price list names a last day for a model that is "
                                     "listed here."),
                                  tr("Show the providers"),
                                  [this] { Q_EMIT navigationRequested(u"providers"_s, {}); },
                                  {},
                                  {}});
    } else {
        m_table->setEmptyContent({u"success"_s,
                                  tr("Nothing here uses a model that retires"),
                                  tr("Prompts, releases and routes that use a model with a known last day "
                                     "are listed here."),
                                  tr("Show all models that retire"),
                                  [this] { m_all->setChecked(true); },
                                  {},
                                  {}});
    }
}

void RetirementView::showUses(const QString &model)
{
    while (QLayoutItem *item = m_useRows->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    const auto found = std::find_if(m_models.begin(), m_models.end(), [&model](const RetiringModel &each) {
        return each.model.toString() == model;
    });
    const bool isShown = found != m_models.end();
    m_heading->setVisible(isShown);
    m_uses->parentWidget()->parentWidget()->setVisible(isShown); // the scroll area
    if (!isShown)
        return;
    m_heading->setText(found->uses.isEmpty() ? tr("Nothing here uses %1").arg(model)
                                             : tr("To be moved from %1").arg(model));
    for (const ModelUse &use : found->uses)
        addUse(use);
    m_useRows->addStretch();
}

void RetirementView::addUse(const ModelUse &use)
{
    auto *link = new QPushButton(QString(useText(use)).replace(u'&', u"&&"_s), m_uses);
    link->setAccessibleName(useText(use));
    makeLink(link);
    const bool isPrompt = use.kind == ModelUse::Kind::Prompt;
    connect(link, &QPushButton::clicked, this, [this, isPrompt, name = use.name] {
        if (isPrompt)
            Q_EMIT navigationRequested(u"prompts"_s, {{u"prompt"_s, name}});
        else
            Q_EMIT navigationRequested(u"settings"_s, {});
    });
    m_useRows->addWidget(link, 0, Qt::AlignLeft);
}

void RetirementView::copy() const
{
    m_table->copySelection();
}

void RetirementView::focusMain()
{
    m_table->setFocus();
}

} // namespace assay::ui
