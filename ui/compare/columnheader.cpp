// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/columnheader.h"

#include "ui/compare/parametersbutton.h"
#include "ui/compare/parameterspopover.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr int stripeHeight = 3;

/// The first words of a value, for a head that names it.
QString shortened(const QString &value)
{
    constexpr qsizetype most = 24;
    const QString words = value.left(4 * most).simplified();
    return words.size() > most ? words.left(most - 1) + QChar(0x2026) : words;
}

} // namespace

ColumnHeader::ColumnHeader(ModelListModel &models, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_chooser(new ModelChooser(models, theme, this))
    , m_parameters(new ParametersButton(theme, this))
    , m_winner(iconButton(theme, u"trophy"_s, tr("Pick as the winner"), this))
    , m_more(iconButton(theme, u"more"_s, tr("Column menu"), this))
    , m_menu(new QMenu(this))
{
    m_parameters->setAccessibleName(tr("Parameters"));
    m_winner->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_winner->setCheckable(true);
    connect(m_more, &QToolButton::clicked, this,
            [this] { m_menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height()))); });

    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::tight());
    top->addWidget(m_chooser, 1);
    top->addWidget(m_more);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(metrics::tight());
    bottom->addWidget(m_parameters, 1);
    bottom->addWidget(m_winner);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::normal(), stripeHeight + metrics::normal(), metrics::normal(),
                             metrics::tight());
    rows->setSpacing(metrics::tight());
    rows->addLayout(top);
    rows->addLayout(bottom);

    connect(m_chooser, &ModelChooser::targetChanged, this, [this] {
        restyle();
        Q_EMIT changed();
    });
    connect(m_parameters, &QToolButton::clicked, this, &ColumnHeader::openParameters);
    connect(m_winner, &QToolButton::clicked, this, [this] {
        m_winner->setChecked(m_isWinner); // the run decides
        Q_EMIT winnerToggled();
    });
    connect(&theme, &Theme::changed, this, &ColumnHeader::restyle);
    showParameters();
    setWinner(false);
    setWinnable(false);
}

void ColumnHeader::setNumber(int number)
{
    m_number = number;
    setWinner(m_isWinner);
}

void ColumnHeader::setWinner(bool isWinner)
{
    m_isWinner = isWinner;
    m_winner->setChecked(isWinner);
    m_winner->setText(isWinner ? tr("Winner") : QString());
    const QString name = isWinner ? tr("Winner: take back") : tr("Pick as the winner");
    m_winner->setAccessibleName(name);
    m_winner->setToolTip(m_number <= 9 ? tr("%1 (key %2)").arg(name).arg(m_number) : name);
    update();
}

void ColumnHeader::setWinnable(bool isWinnable)
{
    m_winner->setEnabled(isWinnable);
}

void ColumnHeader::setOwnParameters(const std::optional<providers::Parameters> &parameters)
{
    m_own = parameters;
    showParameters();
}

void ColumnHeader::setPromptParameters(const providers::Parameters &parameters)
{
    m_ofPrompt = parameters;
    showParameters();
}

void ColumnHeader::showParameters()
{
    const QString summary = parametersSummary(providers::sentAsIs(parameters(), m_notTaken));
    QString text = summary.isEmpty() ? tr("Default parameters") : summary;
    for (auto it = m_variables.constEnd(); it != m_variables.constBegin();) {
        --it;
        text.prepend(tr("%1 = %2 \u00b7 ").arg(it.key(), shortened(it.value())));
    }
    if (m_content)
        text.prepend(tr("%1 \u00b7 ").arg(m_content->name));
    QStringList struck;
    for (const providers::NotTaken &part : std::as_const(m_notTaken))
        struck.append(part.name);
    m_parameters->setWords(text, struck);
    QStringList lines{m_own ? tr("Parameters of this column: %1").arg(text)
                            : tr("Parameters from the prompt: %1").arg(text)};
    if (!m_notTaken.isEmpty())
        lines << whyNotTaken();
    m_parameters->setToolTip(lines.join(u'\n'));
    m_parameters->setAccessibleDescription(m_parameters->toolTip());
    if (m_popover != nullptr)
        m_popover->setProblem(m_notTaken.isEmpty() ? QString() : whyNotTaken());
}

QString ColumnHeader::whyNotTaken() const
{
    QStringList parts;
    for (const providers::NotTaken &part : m_notTaken)
        parts.append(tr("%1 (%2)", "a parameter, why not").arg(part.name, part.reason));
    const QString list = parts.join(", "_L1);
    return m_areLeftOut ? tr("Left out, as the model does not take it: %1.").arg(list)
                        : tr("The call will be refused, as the model does not take: %1.").arg(list);
}

void ColumnHeader::setContent(const std::optional<ColumnContent> &content)
{
    m_content = content;
    showParameters();
    Q_EMIT contentChanged();
}

void ColumnHeader::setVariables(const QMap<QString, QString> &variables)
{
    m_variables = variables;
    showParameters();
}

void ColumnHeader::setNotTaken(const QList<providers::NotTaken> &parts, bool areLeftOut)
{
    if (parts == m_notTaken && areLeftOut == m_areLeftOut)
        return;
    m_notTaken = parts;
    m_areLeftOut = areLeftOut;
    showParameters();
}

void ColumnHeader::openParameters()
{
    if (m_popover == nullptr) {
        m_popover = new ParametersPopover(m_theme, this);
        if (m_context != nullptr)
            m_popover->offerSets(*m_context);
        connect(m_popover, &ParametersPopover::changed, this,
                [this](const providers::Parameters &parameters) {
                    if (parameters == this->parameters())
                        return;
                    setOwnParameters(parameters);
                    Q_EMIT changed();
                });
        connect(m_popover, &ParametersPopover::promptParametersRequested, this, [this] {
            setOwnParameters(std::nullopt);
            m_popover->setParameters(parameters());
            Q_EMIT changed();
        });
        connect(m_popover, &ParametersPopover::applyToAllRequested, this,
                &ColumnHeader::applyParametersToAll);
    }
    m_popover->setParameters(parameters());
    m_popover->setProblem(m_notTaken.isEmpty() ? QString() : whyNotTaken());
    m_popover->openAt(m_parameters);
}

void ColumnHeader::restyle()
{
    update();
}

void ColumnHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ThemeTokens &tokens = m_theme.tokens();
    painter.fillRect(rect(), m_isWinner ? tokens.barSuccess : tokens.surface);
    const auto target = m_chooser->target();
    painter.fillRect(QRect(0, 0, width(), stripeHeight),
                     target ? m_theme.seriesBrush(target->toString()) : QBrush(tokens.separator));
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.separator);
}

} // namespace assay::ui
