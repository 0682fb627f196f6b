// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/modeleditor.h"

#include "catalog/modelentry.h"
#include "ui/providers/pricegrid.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QComboBox>
#include <QCoroFuture>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using catalog::Ability;
using catalog::PricePeriod;
using workspace::Workspace;

QString abilityLabel(QLatin1String name)
{
    return name == "vision"_L1     ? ModelEditor::tr("Takes pictures")
        : name == "tools"_L1       ? ModelEditor::tr("Calls tools")
        : name == "json_schema"_L1 ? ModelEditor::tr("Keeps to a schema")
                                   : ModelEditor::tr("Effort can be set");
}

Result<std::optional<std::int64_t>> tokensIn(const QLineEdit *field)
{
    const QString text = field->text().trimmed();
    if (text.isEmpty())
        return std::optional<std::int64_t>();
    bool isNumber = false;
    qlonglong tokens = text.toLongLong(&isNumber);
    if (!isNumber)
        tokens = QLocale().toLongLong(text, &isNumber);
    if (!isNumber || tokens <= 0)
        return fail(ErrorCode::InvalidInput, ModelEditor::tr("%1: “%2” is no number of tokens, such as 200000.")
                                                 .arg(field->accessibleName(), text.left(40)));
    return std::optional<std::int64_t>(tokens);
}

QString tokensText(const std::optional<std::int64_t> &tokens)
{
    return tokens ? QLocale().toString(qlonglong(*tokens)) : QString();
}

QStringList namesIn(const QLineEdit *field)
{
    QStringList names;
    for (const QString &name : field->text().split(u',', Qt::SkipEmptyParts)) {
        if (!name.trimmed().isEmpty())
            names.append(name.trimmed());
    }
    return names;
}

QString momentText(UtcMicros at)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(at / 1000), QLocale::ShortFormat);
}

QString originText(const PricePeriod &period)
{
    switch (period.origin) {
    case catalog::PriceOrigin::BuiltIn:
        return ModelEditor::tr("Assay's list");
    case catalog::PriceOrigin::LiteLlm:
        return ModelEditor::tr("LiteLLM");
    case catalog::PriceOrigin::Person:
        break;
    }
    return ModelEditor::tr("You");
}

} // namespace

ModelEditor::ModelEditor(const PageContext &context, MessageBar *bar, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_bar(bar)
    , m_name(sectionHeading({}, this))
    , m_window(new QLineEdit(this))
    , m_maxOutput(new QLineEdit(this))
    , m_lastDay(new QLineEdit(this))
    , m_refuses(new QLineEdit(this))
    , m_refusesReasoning(new QLineEdit(this))
    , m_prices(new PriceGrid(this))
    , m_from(new QDateTimeEdit(this))
    , m_problem(new QLabel(this))
    , m_save(new QPushButton(tr("&Save"), this))
    , m_close(new QPushButton(tr("Back to the models"), this))
    , m_history(new QTableWidget(this))
    , m_end(new QPushButton(tr("&End own price"), this))
    , m_strike(new QPushButton(tr("St&rike entry"), this))
{
    buildRows();
    connect(m_save, &QPushButton::clicked, this, &ModelEditor::save);
    connect(m_close, &QPushButton::clicked, this, &ModelEditor::closed);
    connect(m_end, &QPushButton::clicked, this, &ModelEditor::endPrice);
    connect(m_strike, &QPushButton::clicked, this, &ModelEditor::strike);
    connect(m_history, &QTableWidget::itemSelectionChanged, this, &ModelEditor::refreshHistoryButtons);
}

QWidget *ModelEditor::factsRow()
{
    auto *facts = new QWidget(this);
    auto *grid = new QGridLayout(facts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics::wide());
    grid->setVerticalSpacing(metrics::tight());
    int column = 0;
    const auto add = [&](const QString &text, QWidget *control) {
        auto *label = new QLabel(text, facts);
        label->setBuddy(control);
        control->setAccessibleName(text);
        grid->addWidget(label, 0, column);
        grid->addWidget(control, 1, column);
        grid->setColumnStretch(column++, 1);
    };
    add(tr("Context, tokens"), m_window);
    add(tr("Longest answer, tokens"), m_maxOutput);
    add(tr("Last day"), m_lastDay);
    for (QLineEdit *field : {m_window, m_maxOutput})
        field->setPlaceholderText(tr("unknown"));
    m_lastDay->setPlaceholderText(u"2027-01-14"_s);
    for (const auto &[name, member] : catalog::abilityNames()) {
        auto *choice = new QComboBox(facts);
        choice->addItem(tr("unknown"), QVariant::fromValue(int(Ability::Unknown)));
        choice->addItem(tr("yes"), QVariant::fromValue(int(Ability::Yes)));
        choice->addItem(tr("no"), QVariant::fromValue(int(Ability::No)));
        choice->setToolTip(tr("What is unknown is tried; what a model cannot is not asked of it."));
        add(abilityLabel(name), choice);
        m_abilities << choice;
    }
    addRefusals(grid, column);
    return facts;
}

/// Below the others, as they need more room; in one line, as the height is scarce.
void ModelEditor::addRefusals(QGridLayout *grid, int columns)
{
    auto *line = new QHBoxLayout;
    line->setSpacing(metrics::normal());
    const auto add = [&](const QString &text, QLineEdit *field) {
        auto *label = new QLabel(text, field->parentWidget());
        label->setBuddy(field);
        field->setAccessibleName(text);
        field->setPlaceholderText(tr("nothing"));
        field->setToolTip(tr("Parameters that it answers to with an error, with commas between: %1")
                              .arg(catalog::refusableParameters().join(u", "_s)));
        line->addWidget(label);
        line->addWidget(field, 1);
    };
    add(tr("Refuses"), m_refuses);
    add(tr("Refuses while it reasons"), m_refusesReasoning);
    grid->addLayout(line, 2, 0, 1, columns);
}

QWidget *ModelEditor::historyPart()
{
    auto *part = new QWidget(this);
    auto *row = new QHBoxLayout;
    row->addWidget(sectionHeading(tr("Prices so far"), part), 1);
    row->addWidget(m_end);
    row->addWidget(m_strike);
    m_end->setToolTip(tr("From the moment above on, Assay's list holds again"));
    m_strike->setToolTip(tr("Takes out an entry that was a mistake"));
    m_history->setAccessibleName(tr("Prices so far"));
    m_history->setColumnCount(6);
    m_history->setHorizontalHeaderLabels(
        {tr("From"), tr("Said by"), tr("Input"), tr("Cached input"), tr("Output"), tr("Written")});
    m_history->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_history->setSelectionMode(QAbstractItemView::SingleSelection);
    m_history->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_history->setTabKeyNavigation(false);
    m_history->setShowGrid(false);
    m_history->verticalHeader()->hide();
    m_history->verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    m_history->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto *rows = new QVBoxLayout(part);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addLayout(row);
    rows->addWidget(m_history, 1);
    return part;
}

void ModelEditor::buildRows()
{
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_from->setAccessibleName(tr("Holds from"));
    m_from->setCalendarPopup(true);
    m_from->setToolTip(tr("In this computer's time. A moment that is past changes no recorded cost."));
    makePrimary(m_save);
    auto *fromLabel = new QLabel(tr("Holds &from"), this);
    fromLabel->setBuddy(m_from);

    auto *head = new QHBoxLayout;
    head->addWidget(m_name, 1);
    head->addWidget(m_close);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(metrics::wide());
    foot->addWidget(fromLabel);
    foot->addWidget(m_from);
    foot->addWidget(m_save);
    foot->addStretch();

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::wide());
    rows->addLayout(head);
    rows->addWidget(factsRow());
    rows->addWidget(m_prices);
    rows->addWidget(m_problem);
    rows->addLayout(foot);
    rows->addWidget(historyPart(), 1);
}

void ModelEditor::open(const QString &vendor, const QString &model)
{
    m_model = {};
    m_model.vendor = vendor;
    m_model.model = model;
    m_periods.clear();
    m_name->setText(model);
    load();
    m_window->setFocus();
}

void ModelEditor::load()
{
    ++m_pending;
    m_context.engine.run([vendor = m_model.vendor,
                          model = m_model.model](Workspace &workspace) -> QCoro::Task<Result<Known>> {
        const auto book = workspace.prices();
        Known known;
        known.now = workspace.clock().utcMicros();
        if (const catalog::CatalogModel *found = book->find(vendor, model, known.now))
            known.model = *found;
        known.periods = catalog::pricePeriods(*book, vendor, model, known.now);
        co_return known;
    }) | whenDone(this, [this, asked = m_model.model](const Result<Known> &known) {
        --m_pending;
        if (!known)
            m_bar->showError(known.error());
        else if (asked == m_model.model)
            show(*known);
    });
}

void ModelEditor::show(const Known &known)
{
    const QString vendor = m_model.vendor;
    const QString model = m_model.model;
    m_model = known.model.value_or(catalog::CatalogModel());
    m_model.vendor = vendor;
    m_model.model = model; // it may be known without the date in its name only
    m_periods = known.periods;
    m_window->setText(tokensText(m_model.contextWindow));
    m_maxOutput->setText(tokensText(m_model.maxOutput));
    m_lastDay->setText(m_model.deprecatedOn ? m_model.deprecatedOn->toString(Qt::ISODate) : QString());
    for (qsizetype i = 0; i < m_abilities.size(); ++i) {
        const Ability ability = m_model.*catalog::abilityNames()[size_t(i)].ability;
        m_abilities[i]->setCurrentIndex(m_abilities[i]->findData(int(ability)));
    }
    m_refuses->setText(m_model.refuses.join(u", "_s));
    m_refusesReasoning->setText(m_model.refusesWhileReasoning.join(u", "_s));
    m_prices->setPrices(m_model);
    m_from->setDateTime(QDateTime::fromMSecsSinceEpoch(known.now / 1'000'000 * 1'000));
    m_problem->hide();
    showHistory();
}

void ModelEditor::showHistory()
{
    m_history->setRowCount(0);
    for (auto period = m_periods.rbegin(); period != m_periods.rend(); ++period) {
        const int row = m_history->rowCount();
        m_history->insertRow(row);
        const catalog::PriceRates rates = period->price ? period->price->rates : catalog::PriceRates();
        const QString from = period->from ? momentText(*period->from) : tr("always");
        const QStringList texts{period->holdsNow ? tr("%1 (now)").arg(from) : from,
                                originText(*period),
                                displayMoney(rates.input),
                                rates.cachedInput ? displayMoney(rates.cachedInput) : tr("as input"),
                                displayMoney(rates.output),
                                period->createdAt ? momentText(*period->createdAt) : QString()};
        for (int column = 0; column < texts.size(); ++column) {
            auto *item = new QTableWidgetItem(texts.at(column));
            m_history->horizontalHeaderItem(column)->setTextAlignment(
                (column >= 2 && column <= 4 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            item->setTextAlignment((column >= 2 && column <= 4 ? Qt::AlignRight : Qt::AlignLeft)
                                   | Qt::AlignVCenter);
            m_history->setItem(row, column, item);
        }
    }
    refreshHistoryButtons();
}

void ModelEditor::refreshHistoryButtons()
{
    const int row = m_history->selectedItems().isEmpty() ? -1 : m_history->currentRow();
    const bool isOwn =
        row >= 0 && m_periods[m_periods.size() - 1 - size_t(row)].from.has_value();
    m_strike->setEnabled(isOwn);
    m_end->setEnabled(std::ranges::any_of(m_periods, [](const PricePeriod &period) {
        return period.holdsNow && period.from && !period.endsOthers;
    }));
}

UtcMicros ModelEditor::validFrom() const
{
    return m_from->dateTime().toMSecsSinceEpoch() / 1'000 * 1'000'000;
}

Result<catalog::CatalogModel> ModelEditor::typed() const
{
    catalog::CatalogModel model = m_model;
    for (const auto &[field, target] :
         {std::pair(m_window, &model.contextWindow), std::pair(m_maxOutput, &model.maxOutput)}) {
        const auto tokens = tokensIn(field);
        if (!tokens)
            return tl::unexpected(tokens.error());
        *target = *tokens;
    }
    model.deprecatedOn.reset();
    if (const QString day = m_lastDay->text().trimmed(); !day.isEmpty()) {
        model.deprecatedOn = QDate::fromString(day, Qt::ISODate);
        if (!model.deprecatedOn->isValid())
            return fail(ErrorCode::InvalidInput,
                        tr("Last day: “%1” is no day such as 2027-01-14.").arg(day.left(40)));
    }
    for (qsizetype i = 0; i < m_abilities.size(); ++i)
        model.*catalog::abilityNames()[size_t(i)].ability = Ability(m_abilities[i]->currentData().toInt());
    model.refuses = namesIn(m_refuses);
    model.refusesWhileReasoning = namesIn(m_refusesReasoning);
    auto priced = m_prices->taken(model);
    if (!priced)
        return priced;
    if (const QString problem = catalog::problemWith(*priced); !problem.isEmpty())
        return fail(ErrorCode::InvalidInput, tr("This cannot be kept: %1.").arg(problem));
    return priced;
}

ModelEditor::StoreChange ModelEditor::restoring(UtcMicros from) const
{
    const auto entry = std::ranges::find(m_periods, std::optional(from), &PricePeriod::from);
    const QString vendor = m_model.vendor;
    const QString name = m_model.model;
    if (entry == m_periods.end())
        return [=](catalog::PriceStore &store) { return store.remove(vendor, name, from); };
    return [=, before = *entry](catalog::PriceStore &store) {
        return before.endsOthers || !before.price ? store.end(vendor, name, from)
                                                  : store.set(*before.price, from, before.origin);
    };
}

void ModelEditor::write(const StoreChange &change, const QString &sentence, const StoreChange &back)
{
    const auto run = [this](const StoreChange &work, const std::function<void()> &done) {
        ++m_pending;
        m_context.engine.run([work](Workspace &workspace) -> QCoro::Task<Result<>> {
            const Result<> kept = co_await work(workspace.priceStore());
            if (!kept)
                co_return kept;
            co_return co_await workspace.reloadPrices();
        }) | whenDone(this, [this, done](const Result<> &written) {
            --m_pending;
            if (!written)
                return m_bar->showError(written.error());
            done();
            load();
            Q_EMIT changed();
        });
    };
    run(change, [this, sentence, back, run] {
        m_bar->showUndo(sentence, [back, run] { run(back, [] {}); });
    });
}

void ModelEditor::save()
{
    const auto model = typed();
    m_problem->setVisible(!model);
    if (!model) {
        m_problem->setText(model.error().message);
        QPalette palette = m_problem->palette();
        palette.setColor(QPalette::WindowText, m_context.theme.tokens().error);
        m_problem->setPalette(palette);
        m_prices->setAccessibleDescription(model.error().message);
        return;
    }
    m_prices->setAccessibleDescription({});
    const UtcMicros from = validFrom();
    const auto set = [model = *model, from](catalog::PriceStore &store) {
        return store.set(model, from, catalog::PriceOrigin::Person);
    };
    write(set, tr("%1 is kept as you typed it from %2 on. Recorded costs stay.").arg(model->model, momentText(from)),
          restoring(from));
}

void ModelEditor::endPrice()
{
    const UtcMicros from = validFrom();
    const QString vendor = m_model.vendor;
    const QString name = m_model.model;
    write([=](catalog::PriceStore &store) { return store.end(vendor, name, from); },
          tr("From %1 on Assay's list holds again for %2.").arg(momentText(from), name),
          restoring(from));
}

void ModelEditor::strike()
{
    const int row = m_history->currentRow();
    if (row < 0 || size_t(row) >= m_periods.size())
        return;
    const PricePeriod struck = m_periods[m_periods.size() - 1 - size_t(row)];
    if (!struck.from)
        return;
    const QString vendor = m_model.vendor;
    const QString name = m_model.model;
    write([=](catalog::PriceStore &store) { return store.remove(vendor, name, *struck.from); },
          tr("The entry of %1 is struck. Recorded costs stay.").arg(momentText(*struck.from)),
          restoring(*struck.from));
}

} // namespace assay::ui
