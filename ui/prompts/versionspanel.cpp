// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/versionspanel.h"

#include "ui/prompts/versionsmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

VersionDelegate::VersionDelegate(Theme &theme, const VersionsModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{
}

void VersionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    row.text.clear();
    row.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);
    const prompts::PromptVersion *version = m_model.version(index.row());
    if (version == nullptr)
        return;

    const ThemeTokens &tokens = m_theme.tokens();
    const bool isSelected = row.state.testFlag(QStyle::State_Selected);
    const QColor text = isSelected ? tokens.selectionText : tokens.text;
    const QColor muted = isSelected ? tokens.selectionText : tokens.muted;
    const QRect content =
        row.rect.adjusted(metrics::normal(), metrics::tight() + 2, -metrics::normal(), -metrics::tight() - 2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);

    painter->setFont(metrics::strongFont());
    painter->setPen(text);
    const QString number = u"v%1"_s.arg(version->number);
    painter->drawText(content, Qt::AlignLeft | Qt::AlignTop, number);
    int x = content.left() + painter->fontMetrics().horizontalAdvance(number) + metrics::normal();
    painter->setFont(metrics::smallFont());
    const QFontMetrics small = painter->fontMetrics();
    for (const QString &label : version->labels) {
        const QRect chip(x, content.top(), small.horizontalAdvance(label) + 2 * metrics::tight() + 2,
                         small.height() + 2);
        painter->setPen(Qt::NoPen);
        painter->setBrush(tokens.barInfo);
        painter->drawRoundedRect(chip, metrics::tight(), metrics::tight());
        painter->setPen(tokens.text);
        painter->drawText(chip, Qt::AlignCenter, label);
        x = chip.right() + metrics::tight();
    }
    painter->setPen(muted);
    if (const QString origin = VersionsModel::originText(*version); !origin.isEmpty())
        painter->drawText(QRect(x, content.top(), content.right() - x, small.height() + 2),
                          Qt::AlignLeft | Qt::AlignVCenter, origin);
    const UtcMicros now = SystemClock().utcMicros();
    const QString when = relativeTime(version->createdAt, now);
    painter->drawText(content, Qt::AlignRight | Qt::AlignTop, when);
    painter->setFont(row.font);
    painter->setPen(text);
    const QRect message = content.adjusted(0, QFontMetrics(metrics::strongFont()).height() + 2, 0, 0);
    painter->drawText(message, Qt::AlignLeft | Qt::AlignTop,
                      QFontMetrics(row.font).elidedText(version->message, Qt::ElideRight, message.width()));
    painter->setFont(metrics::smallFont());
    painter->setPen(muted);
    QStringList below;
    if (const QString figures = m_model.figuresText(version->number); !figures.isEmpty())
        below.append(figures);
    for (const QString &tag : version->tags)
        below.append(QString(u'#' + tag));
    const QRect last = message.adjusted(0, QFontMetrics(row.font).height() + 1, 0, 0);
    painter->drawText(last, Qt::AlignLeft | Qt::AlignTop,
                      painter->fontMetrics().elidedText(below.join("  "_L1), Qt::ElideRight, last.width()));
    painter->restore();
}

QSize VersionDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const int lines = QFontMetrics(metrics::strongFont()).height() + QFontMetrics(option.font).height()
        + QFontMetrics(metrics::smallFont()).height() + 1;
    // No width of its own: a row is as wide as the list, beside its scroll bar too.
    return {0, lines + 2 * metrics::tight() + 8};
}

VersionsPanel::VersionsPanel(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_model(new VersionsModel(this))
    , m_list(new QListView(this))
    , m_diff(new QPushButton(theme.icon(u"diff"_s), tr("Diff"), this))
    , m_restore(new QPushButton(theme.icon(u"restore"_s), tr("Restore"), this))
    , m_more(iconButton(theme, u"more"_s, tr("More with this version"), this))
    , m_menu(new QMenu(this))
    , m_label(new QLineEdit(this))
    , m_setLabel(new QPushButton(tr("Set label"), this))
    , m_tags(new QLineEdit(this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new VersionDelegate(theme, *m_model, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Versions"));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_diff->setToolTip(tr("Compare this version with the draft"));
    m_restore->setToolTip(tr("Make this version the draft again"));
    m_label->setPlaceholderText(tr("production"));
    m_label->setAccessibleName(tr("Label for the selected version"));
    m_tags->setPlaceholderText(tr("Tags of this version, with commas between"));
    m_tags->setAccessibleName(tr("Tags of the selected version"));
    m_tags->addAction(theme.icon(u"tag"_s), QLineEdit::LeadingPosition);
    buildMenu(theme);
    buildLayout();

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        updateButtons();
        if (const auto *version = selected())
            Q_EMIT viewRequested(version->number);
    });
    connect(m_list, &QListView::customContextMenuRequested, this, &VersionsPanel::showMenu);
    const auto request = [this](void (VersionsPanel::*signal)(int)) {
        return [this, signal] {
            if (const auto *version = selected())
                Q_EMIT(this->*signal)(version->number);
        };
    };
    connect(m_diff, &QPushButton::clicked, this, request(&VersionsPanel::diffRequested));
    connect(m_restore, &QPushButton::clicked, this, request(&VersionsPanel::restoreRequested));
    const auto setLabel = [this] {
        if (const auto *version = selected(); version != nullptr && !m_label->text().trimmed().isEmpty())
            Q_EMIT labelRequested(version->number, m_label->text().trimmed());
    };
    connect(m_setLabel, &QPushButton::clicked, this, setLabel);
    connect(m_label, &QLineEdit::returnPressed, m_setLabel, &QPushButton::click);
    connect(m_label, &QLineEdit::textChanged, this, &VersionsPanel::updateSetLabel);
    connect(m_tags, &QLineEdit::returnPressed, this, [this] {
        if (const auto *version = selected())
            Q_EMIT tagsRequested(version->number, m_tags->text().split(u',', Qt::SkipEmptyParts));
    });
    updateButtons();
}

void VersionsPanel::buildMenu(Theme &theme)
{
    const auto add = [&](const QString &text, const QString &icon, void (VersionsPanel::*signal)(int)) {
        connect(m_menu->addAction(theme.icon(icon), text), &QAction::triggered, this, [this, signal] {
            if (const auto *version = selected())
                Q_EMIT(this->*signal)(version->number);
        });
    };
    add(tr("Who wrote each line"), u"user"_s, &VersionsPanel::blameRequested);
    add(tr("Merge into the draft"), u"commit"_s, &VersionsPanel::mergeRequested);
    add(tr("Release\u2026"), u"tag"_s, &VersionsPanel::releaseRequested);
    m_removeLabel = m_menu->addMenu(theme.icon(u"remove"_s), tr("Take a label away"));
    m_removeLabel->setToolTipsVisible(true);
    connect(m_menu, &QMenu::aboutToShow, this, &VersionsPanel::fillLabelMenu);
    connect(m_menu->addAction(theme.icon(u"copy"_s), tr("Copy the content hash")), &QAction::triggered, this,
            [this] {
                if (const auto *version = selected())
                    QGuiApplication::clipboard()->setText(QString::fromLatin1(version->contentHash.toHex()));
            });
    m_menu->addSeparator();
    connect(m_menu->addAction(theme.icon(u"history"_s), tr("Moves of the labels")), &QAction::triggered, this,
            &VersionsPanel::movesRequested);
    m_more->setMenu(m_menu);
    m_more->setPopupMode(QToolButton::InstantPopup);
}

void VersionsPanel::buildLayout()
{
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::normal());
    buttons->addWidget(m_diff, 1);
    buttons->addWidget(m_restore, 1);
    buttons->addWidget(m_more);
    auto *label = new QHBoxLayout;
    label->setSpacing(metrics::normal());
    label->addWidget(m_label, 1);
    label->addWidget(m_setLabel);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addWidget(m_list, 1);
    rows->addLayout(buttons);
    rows->addLayout(label);
    rows->addWidget(m_tags);
}

void VersionsPanel::showMenu(const QPoint &position)
{
    if (selected() != nullptr)
        m_menu->popup(m_list->viewport()->mapToGlobal(position));
}

void VersionsPanel::fillLabelMenu()
{
    m_removeLabel->clear();
    const auto *version = selected();
    const QStringList labels = version == nullptr ? QStringList() : version->labels;
    m_removeLabel->setEnabled(!labels.isEmpty());
    for (const QString &label : labels) {
        QAction *remove = m_removeLabel->addAction(label);
        const QString refusal = m_access.refusalToMove(m_user, label);
        remove->setEnabled(refusal.isEmpty());
        remove->setToolTip(refusal);
        connect(remove, &QAction::triggered, this, [this, label] { Q_EMIT labelRemovalRequested(label); });
    }
}

void VersionsPanel::setEvidence(const VersionEvidence &evidence)
{
    m_model->setEvidence(evidence);
}

void VersionsPanel::setAccess(const security::Access &access, const QString &user)
{
    m_access = access;
    m_user = user;
    updateSetLabel();
}

void VersionsPanel::updateSetLabel()
{
    const QString label = m_label->text().trimmed();
    const QString refusal = label.isEmpty() ? QString() : m_access.refusalToMove(m_user, label);
    m_setLabel->setEnabled(selected() != nullptr && refusal.isEmpty());
    m_setLabel->setToolTip(refusal);
    m_setLabel->setAccessibleDescription(refusal);
}

void VersionsPanel::setVersions(const QList<prompts::PromptVersion> &versions)
{
    const QSignalBlocker quiet(m_list->selectionModel());
    m_model->setVersions(versions);
    updateButtons();
}

const QList<prompts::PromptVersion> &VersionsPanel::versions() const
{
    return m_model->versions();
}

const prompts::PromptVersion *VersionsPanel::selected() const
{
    return m_model->version(m_list->currentIndex().row());
}

void VersionsPanel::select(int number)
{
    const auto found = std::ranges::find(m_model->versions(), number, &prompts::PromptVersion::number);
    if (found != m_model->versions().end())
        m_list->setCurrentIndex(m_model->index(static_cast<int>(found - m_model->versions().begin())));
}

void VersionsPanel::clearSelection()
{
    const QSignalBlocker quiet(m_list->selectionModel());
    m_list->setCurrentIndex({});
    m_list->clearSelection();
    m_list->viewport()->update();
    updateButtons();
}

void VersionsPanel::updateButtons()
{
    const bool hasVersion = selected() != nullptr;
    for (QWidget *control : {static_cast<QWidget *>(m_diff), static_cast<QWidget *>(m_restore),
                             static_cast<QWidget *>(m_more), static_cast<QWidget *>(m_label),
                             static_cast<QWidget *>(m_tags)})
        control->setEnabled(hasVersion);
    updateSetLabel();
    m_tags->setText(hasVersion ? selected()->tags.join(", "_L1) : QString());
}

} // namespace assay::ui
