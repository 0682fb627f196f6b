// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messagebar.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int infoMs = 6000;
constexpr int undoMs = 10000;

struct Look {
    QString icon;
    QColor ground;
    QColor sign;
};

Look lookOf(MessageBar::Kind kind, const ThemeTokens &tokens)
{
    switch (kind) {
    case MessageBar::Kind::Info:
        return {u"info"_s, tokens.barInfo, tokens.link};
    case MessageBar::Kind::Success:
        return {u"success"_s, tokens.barSuccess, tokens.success};
    case MessageBar::Kind::Warning:
        return {u"warning"_s, tokens.barWarning, tokens.warning};
    case MessageBar::Kind::Error:
        return {u"error"_s, tokens.barError, tokens.error};
    }
    Q_UNREACHABLE();
}

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText); // sentences may quote foreign text
    label->setWordWrap(true);
    return label;
}

} // namespace

MessageBar::MessageBar(Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_sentence(plainLabel(this))
    , m_action(new QPushButton(this))
    , m_second(new QPushButton(this))
    , m_details(new QToolButton(this))
    , m_close(new QToolButton(this))
    , m_detailArea(new QWidget(this))
    , m_detailText(plainLabel(m_detailArea))
    , m_copy(new QPushButton(tr("Copy"), m_detailArea))
{
    setVisible(false);
    setAccessibleName(tr("Message"));
    m_details->setText(tr("Details"));
    m_details->setCheckable(true);
    m_details->setAutoRaise(true);
    m_details->setAccessibleName(tr("Details"));
    m_close->setIcon(m_theme.icon(u"close"_s));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Close"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_copy->setAccessibleName(tr("Copy the details"));
    m_detailText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detailText->setFont(m_theme.fixedFont());
    buildRows();

    m_hide.setSingleShot(true);
    connect(&m_hide, &QTimer::timeout, this, &MessageBar::dismiss);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    connect(m_action, &QPushButton::clicked, this, &MessageBar::runAction);
    connect(m_second, &QPushButton::clicked, this, [this] { m_runSecond(); });
    connect(m_details, &QToolButton::toggled, this, &MessageBar::showDetails);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_sentence->text() + u'\n' + m_detailText->text());
    });
    connect(&m_theme, &Theme::changed, this, &MessageBar::restyle);
}

void MessageBar::buildRows()
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::normal());
    row->addWidget(m_icon);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_action);
    row->addWidget(m_second);
    row->addWidget(m_details);
    row->addWidget(m_close);

    auto *details = new QHBoxLayout(m_detailArea);
    details->setContentsMargins(metrics::icon() + metrics::normal(), 0, 0, metrics::tight());
    details->addWidget(m_detailText, 1);
    details->addWidget(m_copy, 0, Qt::AlignTop);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::tight(), metrics::tight(), metrics::tight());
    rows->setSpacing(metrics::tight());
    rows->addLayout(row);
    rows->addWidget(m_detailArea);
}

void MessageBar::show(Kind kind, const QString &sentence, const Action &action, const QString &details)
{
    m_kind = kind;
    m_sentence->setText(sentence);
    m_run = action.run;
    m_action->setText(action.text);
    m_action->setVisible(action.run && !action.text.isEmpty());
    setSecondAction({});
    m_detailText->setText(details);
    m_details->setVisible(!details.isEmpty());
    m_details->setChecked(false);
    showDetails(false);
    restyle();
    QFrame::show();
    holdFor(kind == Kind::Info || kind == Kind::Success ? infoMs : 0);
    announce();
}

void MessageBar::showError(const Error &error, const Action &action)
{
    const QString code = errorCodeName(error.code);
    show(Kind::Error, error.message, action, error.detail.isEmpty() ? code : code + u": "_s + error.detail);
}

void MessageBar::showUndo(const QString &sentence, std::function<void()> undo)
{
    show(Kind::Info, sentence, {tr("Undo"), std::move(undo)});
    holdFor(undoMs);
}

QString MessageBar::sentence() const
{
    return m_sentence->text();
}

void MessageBar::setSecondAction(const Action &action)
{
    m_runSecond = action.run;
    m_second->setText(action.text);
    m_second->setVisible(action.run && !action.text.isEmpty());
}

void MessageBar::restyle()
{
    const Look look = lookOf(m_kind, m_theme.tokens());
    m_icon->setPixmap(Theme::pixmap(look.icon, look.sign, metrics::icon(), devicePixelRatioF()));
    update();
}

void MessageBar::announce()
{
    const QStringList kinds{tr("Information"), tr("Done"), tr("Warning"), tr("Error")};
    setAccessibleName(u"%1: %2"_s.arg(kinds.at(int(m_kind)), m_sentence->text()));
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::dismiss()
{
    m_hide.stop();
    m_run = {};
    hide();
}

void MessageBar::runAction()
{
    const std::function<void()> run = std::exchange(m_run, {});
    dismiss(); // first: the action may show the next message
    if (run)
        run();
}

void MessageBar::showDetails(bool areShown)
{
    m_detailArea->setVisible(areShown);
}

void MessageBar::holdFor(int milliseconds)
{
    m_holdMs = milliseconds;
    if (milliseconds > 0 && !underMouse())
        m_hide.start(milliseconds);
    else
        m_hide.stop();
}

void MessageBar::paintEvent(QPaintEvent *)
{
    const Look look = lookOf(m_kind, m_theme.tokens());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(look.ground);
    painter.setPen(QPen(mixed(look.ground, look.sign, 0.35), 1));
    painter.drawRoundedRect(QRectF(contentsRect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius(),
                            metrics::radius());
}

void MessageBar::enterEvent(QEnterEvent *event)
{
    m_hide.stop();
    QFrame::enterEvent(event);
}

void MessageBar::leaveEvent(QEvent *event)
{
    if (m_holdMs > 0)
        m_hide.start(m_holdMs);
    QFrame::leaveEvent(event);
}

void MessageBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace assay::ui
