// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/section.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

/// An arrow and the title, flush with the text below: a tool button would indent and fill it.
class SectionHead final : public QAbstractButton {
public:
    SectionHead(Theme &theme, const QString &title, const QFont &font, QWidget *parent)
        : QAbstractButton(parent)
        , m_theme(theme)
    {
        setText(title);
        setFont(font);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        const int height = std::max(fontMetrics().height(), metrics::icon()) + metrics::tight();
        return {metrics::icon() + metrics::tight() + fontMetrics().horizontalAdvance(text())
                    + metrics::tight(),
                height};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const int icon = metrics::icon();
        const QRect arrow(0, (height() - icon) / 2, icon, icon);
        m_theme.icon(isChecked() ? u"fold"_s : u"unfold"_s).paint(&painter, arrow);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(rect().adjusted(icon + metrics::tight(), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         text());
        if (!hasFocus())
            return;
        QStyleOptionFocusRect option;
        option.initFrom(this);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }

private:
    Theme &m_theme;
};

} // namespace

Section::Section(Theme &theme, const QString &title, QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_head(new SectionHead(theme, title, metrics::headingFont(), this))
    , m_summary(new QLabel(this))
    , m_content(content)
{
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // cut rather than widen the panel
    makeMuted(m_summary);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(metrics::normal());
    head->addWidget(m_head, 0, Qt::AlignLeft);
    head->addWidget(m_summary, 1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addLayout(head);
    rows->addWidget(content);
    connect(m_head, &QAbstractButton::toggled, this, [this](bool isOpen) {
        refresh();
        Q_EMIT toggled(isOpen);
    });
    refresh();
}

void Section::setSummary(const QString &summary)
{
    m_summary->setText(summary);
    m_summary->setToolTip(summary);
    refresh();
}

bool Section::isOpen() const
{
    return m_head->isChecked();
}

void Section::setOpen(bool isOpen)
{
    m_head->setChecked(isOpen);
}

void Section::refresh()
{
    m_content->setVisible(isOpen());
    m_summary->setVisible(!isOpen());
    m_head->update();
    m_head->setAccessibleName(m_title);
    m_head->setAccessibleDescription(isOpen() ? tr("Open") : tr("Closed. %1").arg(m_summary->text()));
}

} // namespace assay::ui
