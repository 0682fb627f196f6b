// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/controls.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace assay::ui {

class EmptyState::Parts final : public QWidget {
public:
    explicit Parts(QWidget *parent);

    QLabel *icon;
    QLabel *title;
    QLabel *sentence;
    QPushButton *action;
    QPushButton *link;
    Content content;
};

EmptyState::Parts::Parts(QWidget *parent)
    : QWidget(parent)
    , icon(new QLabel(this))
    , title(new QLabel(this))
    , sentence(new QLabel(this))
    , action(new QPushButton(this))
    , link(new QPushButton(this))
{
    title->setFont(metrics::headingFont());
    for (QLabel *label : {title, sentence}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignHCenter);
    }
    sentence->setWordWrap(true);
    makePrimary(action);
    makeLink(link);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(metrics::normal());
    column->addStretch(2);
    column->addWidget(icon, 0, Qt::AlignHCenter);
    column->addWidget(title);
    column->addWidget(sentence, 0, Qt::AlignHCenter);
    column->addSpacing(metrics::normal());
    column->addWidget(action, 0, Qt::AlignHCenter);
    column->addWidget(link, 0, Qt::AlignHCenter);
    column->addStretch(3);
}

EmptyState::EmptyState(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_parts(new Parts(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_parts);
    connect(m_parts->action, &QPushButton::clicked, this, [this] { m_parts->content.action(); });
    connect(m_parts->link, &QPushButton::clicked, this, [this] { m_parts->content.link(); });
    connect(&m_theme, &Theme::changed, this, &EmptyState::restyle);
}

void EmptyState::setContent(Content content)
{
    m_parts->content = std::move(content);
    const Content &shown = m_parts->content;
    m_parts->title->setText(shown.title);
    m_parts->sentence->setText(shown.sentence);
    m_parts->sentence->setVisible(!shown.sentence.isEmpty());
    m_parts->action->setText(shown.actionText);
    m_parts->action->setVisible(shown.action && !shown.actionText.isEmpty());
    m_parts->link->setText(shown.linkText);
    m_parts->link->setVisible(shown.link && !shown.linkText.isEmpty());
    restyle();
    fitSentence();
}

void EmptyState::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitSentence();
}

/// A centred label that wraps gets too little height from its layout: it needs its size given.
void EmptyState::fitSentence()
{
    const int widest = std::min(fontMetrics().averageCharWidth() * 64, width() - 2 * metrics::section());
    const QRect text = m_parts->sentence->fontMetrics().boundingRect(
        QRect(0, 0, std::max(widest, metrics::headerHeight()), QWIDGETSIZE_MAX), Qt::TextWordWrap,
        m_parts->sentence->text());
    m_parts->sentence->setFixedSize(text.width() + metrics::tight(), text.height() + 2);
}

void EmptyState::restyle()
{
    const ThemeTokens &tokens = m_theme.tokens();
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, tokens.muted);
    m_parts->sentence->setPalette(muted);
    m_parts->icon->setVisible(!m_parts->content.icon.isEmpty());
    if (!m_parts->content.icon.isEmpty())
        m_parts->icon->setPixmap(
            Theme::pixmap(m_parts->content.icon, tokens.muted, metrics::icon() * 2, devicePixelRatioF()));
}

} // namespace assay::ui
