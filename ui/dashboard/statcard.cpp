// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/statcard.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

StatCard::StatCard(Theme &theme, const QString &name, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_title(name)
    , m_figure(new QLabel(this))
    , m_note(new QLabel(this))
{
    auto *title = new QLabel(name, this);
    title->setFont(metrics::smallFont());
    makeMuted(title);
    m_figure->setFont(metrics::figureFont());
    m_figure->setTextFormat(Qt::PlainText);
    m_note->setFont(metrics::smallFont());
    m_note->setTextFormat(Qt::PlainText);
    makeMuted(m_note);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    rows->setSpacing(0);
    rows->addWidget(title);
    rows->addWidget(m_figure);
    rows->addWidget(m_note);
    setFigure(u"\u2013"_s, {});
    connect(&m_theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StatCard::setFigure(const QString &figure, const QString &note)
{
    m_figure->setText(figure);
    m_note->setText(note);
    setAccessibleName(u"%1: %2. %3"_s.arg(m_title, figure, note));
}

QString StatCard::figure() const
{
    return m_figure->text();
}

QString StatCard::note() const
{
    return m_note->text();
}

void StatCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.tokens().separator);
    painter.setBrush(m_theme.tokens().ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius(),
                            metrics::radius());
}

} // namespace assay::ui
