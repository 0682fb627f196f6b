// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigationrail.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <algorithm>

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

class RailButton final : public QAbstractButton {
public:
    RailButton(const Theme &theme, QString icon, QWidget *parent)
        : QAbstractButton(parent)
        , m_theme(theme)
        , m_icon(std::move(icon))
    {
        setCheckable(true);
        setAutoExclusive(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setFont(metrics::smallFont());
    }

    QSize sizeHint() const override
    {
        const int text = fontMetrics().horizontalAdvance(this->text()) + 2 * metrics::normal();
        return {std::max(text, metrics::headerHeight() + metrics::page()),
                iconSide() + fontMetrics().height() + 2 * metrics::normal() + metrics::tight()};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const ThemeTokens &tokens = m_theme.tokens();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF shape = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(isChecked() ? mixed(tokens.surface, tokens.accent, 0.16)
                                         : mixed(tokens.surface, tokens.text, 0.07));
            painter.drawRoundedRect(shape, metrics::radius(), metrics::radius());
        }
        if (hasFocus() && m_byKeyboard) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(tokens.accent, 2));
            painter.drawRoundedRect(shape.adjusted(1, 1, -1, -1), metrics::radius(), metrics::radius());
        }
        const QColor ink = isChecked() ? mixed(tokens.accent, tokens.text, 0.25) : tokens.muted;
        const QPoint corner((width() - iconSide()) / 2, metrics::normal());
        painter.drawPixmap(corner, Theme::pixmap(m_icon, ink, iconSide(), devicePixelRatioF()));
        painter.setPen(isChecked() ? tokens.text : tokens.muted);
        const int top = corner.y() + iconSide() + metrics::tight();
        painter.drawText(QRect(0, top, width(), height() - top), Qt::AlignHCenter | Qt::AlignTop, text());
    }

    void focusInEvent(QFocusEvent *event) override
    {
        m_byKeyboard = event->reason() != Qt::MouseFocusReason;
        QAbstractButton::focusInEvent(event);
    }

private:
    static int iconSide() { return metrics::icon() + metrics::tight(); }

    const Theme &m_theme;
    QString m_icon;
    bool m_byKeyboard = false;
};

} // namespace

NavigationRail::NavigationRail(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Pages"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::tight() + 2, metrics::normal(), metrics::tight() + 3,
                               metrics::normal());
    column->setSpacing(metrics::tight());
    column->addStretch();
    connect(&m_theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void NavigationRail::addPage(const QString &icon, const QString &title, const QString &shortcut)
{
    auto *button = new RailButton(m_theme, icon, this);
    button->setText(title);
    button->setAccessibleName(title);
    button->setToolTip(u"%1 (%2)"_s.arg(title, shortcut));
    const int index = int(m_buttons.size());
    connect(button, &QAbstractButton::clicked, this, [this, index] { Q_EMIT pageChosen(index); });
    m_buttons.push_back(button);
    static_cast<QBoxLayout *>(layout())->insertWidget(index, button);
}

void NavigationRail::setCurrent(int index)
{
    m_buttons.at(size_t(index))->setChecked(true);
}

int NavigationRail::pageAt(QPoint point) const
{
    const auto found = std::ranges::find(m_buttons, childAt(point));
    return found == m_buttons.end() ? -1 : static_cast<int>(found - m_buttons.begin());
}

void NavigationRail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    const int x = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
    painter.fillRect(QRect(x, 0, 1, height()), m_theme.tokens().separator);
}

void NavigationRail::keyPressEvent(QKeyEvent *event)
{
    const bool isDown = event->key() == Qt::Key_Down;
    if (!isDown && event->key() != Qt::Key_Up)
        return QWidget::keyPressEvent(event);
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        if (!m_buttons.at(i)->hasFocus())
            continue;
        const size_t next = isDown ? std::min(i + 1, m_buttons.size() - 1) : i - std::min<size_t>(i, 1);
        m_buttons.at(next)->setFocus(Qt::TabFocusReason);
        return;
    }
}

} // namespace assay::ui
