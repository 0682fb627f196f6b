// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/tokenview.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QLocale>
#include <QMouseEvent>
#include <QTextEdit>

namespace assay::ui {
namespace {

/// The bands that people can tell apart; each has a line of its own beside its shade, for eyes that do not see
/// the shade.
struct Band {
    double atLeast;
    QTextCharFormat::UnderlineStyle line;
    int alpha;
};
constexpr std::array bands{
    Band{0.9, QTextCharFormat::NoUnderline, 0},
    Band{0.5, QTextCharFormat::DotLine, 40},
    Band{0.2, QTextCharFormat::DashUnderline, 80},
    Band{0.0, QTextCharFormat::WaveUnderline, 130},
};

QString percent(double logprob)
{
    return QLocale().toString(std::exp(logprob) * 100, 'f', 1) + QChar(u'%');
}

/// White space that would not show in a list.
QString visible(QString token)
{
    token.replace(u'\n', QChar(0x21B5)).replace(u'\t', QChar(0x21E5));
    return token.trimmed().isEmpty() ? token.replace(u' ', QChar(0x2423)) : token;
}

} // namespace

TokenView::TokenView(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_text(new QTextEdit(this))
    , m_alternatives(new QListWidget(this))
{
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Tokens of the answer: the arrow keys go from one to the next"));
    m_text->setMouseTracking(true);
    m_text->viewport()->setMouseTracking(true);
    m_text->installEventFilter(this);
    m_text->viewport()->installEventFilter(this);
    m_alternatives->setAccessibleName(tr("What else the model might have said here"));
    m_alternatives->setFrameShape(QFrame::NoFrame);
    m_alternatives->setFixedWidth(fontMetrics().averageCharWidth() * 22);
    const int height = fontMetrics().lineSpacing() * 6;
    m_text->setFixedHeight(height);
    m_alternatives->setFixedHeight(height);
    auto *heading = sectionHeading(tr("Token probabilities"), this);
    heading->setToolTip(tr("Plain: 90 % and more. Dotted: 50 %, dashed: 20 %, waved: less."));
    auto *sides = new QHBoxLayout;
    sides->setSpacing(metrics::normal());
    sides->addWidget(m_text, 1);
    sides->addWidget(m_alternatives);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::wide(), metrics::normal(), metrics::normal(), metrics::normal());
    rows->setSpacing(metrics::tight());
    rows->addWidget(heading);
    rows->addLayout(sides);
    connect(&theme, &Theme::changed, this, [this] { setTokens(std::vector(m_tokens)); });
    hide();
}

void TokenView::setTokens(const std::vector<providers::TokenLogprob> &tokens)
{
    m_tokens = tokens;
    m_ends.clear();
    m_current = -1;
    m_text->clear();
    m_alternatives->clear();
    setVisible(!tokens.empty());
    QTextCursor cursor(m_text->document());
    for (const providers::TokenLogprob &token : m_tokens) {
        const double probability = std::exp(token.logprob);
        const auto band = std::ranges::find_if(bands, [probability](const Band &each) {
            return probability >= each.atLeast;
        });
        QTextCharFormat format;
        if (band != bands.end() && band->alpha > 0) {
            QColor shade = m_theme.tokens().warning;
            format.setUnderlineStyle(band->line);
            format.setUnderlineColor(shade);
            shade.setAlpha(band->alpha);
            format.setBackground(shade);
        }
        cursor.insertText(token.token, format);
        m_ends.push_back(cursor.position());
    }
    m_text->moveCursor(QTextCursor::Start);
    if (!m_tokens.empty())
        setCurrent(0);
}

int TokenView::tokenAt(int position) const
{
    const auto end = std::ranges::upper_bound(m_ends, position);
    return end == m_ends.end() ? count() - 1 : static_cast<int>(end - m_ends.begin());
}

void TokenView::setCurrent(int token)
{
    token = std::clamp(token, 0, std::max(count() - 1, 0));
    if (token == m_current || m_tokens.empty())
        return;
    m_current = token;
    QTextEdit::ExtraSelection chosen;
    chosen.cursor = QTextCursor(m_text->document());
    chosen.cursor.setPosition(token == 0 ? 0 : m_ends[static_cast<std::size_t>(token) - 1]);
    chosen.cursor.setPosition(m_ends[static_cast<std::size_t>(token)], QTextCursor::KeepAnchor);
    chosen.format.setBackground(m_theme.tokens().selection);
    chosen.format.setForeground(m_theme.tokens().selectionText);
    m_text->setExtraSelections({chosen});
    showAlternatives();
}

void TokenView::showAlternatives()
{
    m_alternatives->clear();
    const providers::TokenLogprob &token = m_tokens[static_cast<std::size_t>(m_current)];
    const auto add = [this](const QString &text, double logprob, bool isChosen) {
        auto *item = new QListWidgetItem(tr("%1  %2").arg(percent(logprob), visible(text)), m_alternatives);
        QFont font = item->font();
        font.setBold(isChosen);
        item->setFont(font);
    };
    add(token.token, token.logprob, true);
    for (const auto &[text, logprob] : token.alternatives) {
        if (text != token.token)
            add(text, logprob, false);
    }
    m_text->setAccessibleDescription(
        tr("%1, %2").arg(visible(token.token), percent(token.logprob))); // read out while one steps along
}

bool TokenView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text->viewport() && event->type() == QEvent::MouseMove && !m_tokens.empty()) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        setCurrent(tokenAt(m_text->cursorForPosition(mouse->position().toPoint()).position()));
    }
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Right || key == Qt::Key_Left) {
            setCurrent(m_current + (key == Qt::Key_Right ? 1 : -1));
            QTextCursor cursor(m_text->document());
            cursor.setPosition(m_ends.empty() ? 0 : m_ends[static_cast<std::size_t>(m_current)]);
            m_text->setTextCursor(cursor); // keeps it in sight
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay::ui
