// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/parametersbutton.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QStyleOptionToolButton>
#include <QStylePainter>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

const QString dot = u" \u00B7 "_s;

} // namespace

ParametersButton::ParametersButton(Theme &theme, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
{
    setAutoRaise(true);
    setIcon(theme.icon(u"settings"_s));
    setIconSize({metrics::icon() - 2, metrics::icon() - 2});
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
}

void ParametersButton::setWords(const QString &sent, const QStringList &struck)
{
    m_sent = sent;
    m_struck = struck;
    setText((QStringList{sent} + struck).join(dot));
    update();
}

QSize ParametersButton::minimumSizeHint() const
{
    return {iconSize().width() + 2 * metrics::wide(), QToolButton::minimumSizeHint().height()};
}

void ParametersButton::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = {};
    painter.drawComplexControl(QStyle::CC_ToolButton, option);

    const QSize icon = iconSize();
    int x = metrics::tight() + 2;
    this->icon().paint(&painter, QRect(QPoint(x, (height() - icon.height()) / 2), icon), Qt::AlignCenter,
                       isEnabled() ? QIcon::Normal : QIcon::Disabled);
    x += icon.width() + metrics::tight() + 1;
    const auto write = [&](const QString &words, bool isStruck) {
        const int room = width() - metrics::tight() - x;
        if (room <= 0)
            return;
        QFont font = this->font();
        font.setStrikeOut(isStruck);
        painter.setFont(font);
        painter.setPen(isStruck ? m_theme.tokens().muted : palette().color(QPalette::ButtonText));
        const QString shown = fontMetrics().elidedText(words, Qt::ElideRight, room);
        painter.drawText(QRect(x, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
        x += shown == words ? fontMetrics().horizontalAdvance(words) : room;
    };
    write(m_sent, false);
    for (const QString &word : m_struck) {
        write(dot, false);
        write(word, true);
    }
}

} // namespace assay::ui
