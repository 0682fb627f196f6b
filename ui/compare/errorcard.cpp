// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/errorcard.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

ErrorCard::ErrorCard(Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_wayOut(new QPushButton(this))
    , m_details(new QPushButton(tr("Details"), this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_detail(new QLabel(this))
{
    setAccessibleName(tr("Error"));
    for (QLabel *label : {m_sentence, m_detail}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_detail->setFont(theme.fixedFont());
    m_detail->hide();
    m_copy->setAccessibleName(tr("Copy the error"));
    m_details->setCheckable(true);
    makeLink(m_details);
    makeLink(m_copy);

    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::normal());
    top->addWidget(m_icon, 0, Qt::AlignTop);
    top->addWidget(m_sentence, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::normal());
    buttons->addWidget(m_wayOut);
    buttons->addWidget(m_details);
    buttons->addWidget(m_copy);
    buttons->addStretch();
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addLayout(top);
    rows->addLayout(buttons);
    rows->addWidget(m_detail);

    connect(m_wayOut, &QPushButton::clicked, this, [this] { m_take(); });
    connect(m_details, &QPushButton::toggled, m_detail, &QWidget::setVisible);
    connect(m_copy, &QPushButton::clicked, this, &ErrorCard::copy);
    connect(&theme, &Theme::changed, this, &ErrorCard::restyle);
    restyle();
    hide();
}

void ErrorCard::showError(const Error &error, const QString &wayOut, std::function<void()> take)
{
    m_sentence->setText(error.message);
    m_detail->setText(errorCodeName(error.code)
                      + (error.detail.isEmpty() ? QString() : u"\n"_s + error.detail));
    m_details->setChecked(false);
    m_take = std::move(take);
    m_wayOut->setText(wayOut);
    m_wayOut->setVisible(!wayOut.isEmpty());
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QString ErrorCard::sentence() const
{
    return m_sentence->text();
}

void ErrorCard::restyle()
{
    m_icon->setPixmap(
        Theme::pixmap(u"error"_s, m_theme.tokens().error, metrics::icon(), devicePixelRatioF()));
    update();
}

void ErrorCard::copy() const
{
    QGuiApplication::clipboard()->setText(m_sentence->text() + u'\n' + m_detail->text());
}

void ErrorCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().barError);
}

} // namespace assay::ui
