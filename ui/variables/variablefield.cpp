// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/variables/variablefield.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/variables/picturefile.h"
#include "ui/variables/variableform.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"

#include <algorithm>

#include <QApplication>
#include <QComboBox>
#include <QDrag>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QMimeData>
#include <QMimeDatabase>
#include <QPixmap>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QtConcurrentRun>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

using prompts::VariableType;

/// The picture of a file as a data: URL.
QString hintOf(const prompts::Variable &definition, bool isTested)
{
    if (!definition.defaultValue.isEmpty())
        return VariableField::tr("default: %1").arg(definition.defaultValue);
    if (isTested || !definition.isRequired)
        return VariableField::tr("may stay empty");
    switch (definition.type) {
    case VariableType::Number:
        return VariableField::tr("a number, such as 3 or 0.5");
    case VariableType::Json:
        return VariableField::tr("JSON, such as {\"a\": [1, 2]}");
    case VariableType::List:
        return VariableField::tr("one item a line");
    case VariableType::Image:
        return VariableField::tr("https: address of a picture, or drop a file here");
    case VariableType::Text:
    case VariableType::Choice:
        break;
    }
    return {};
}

} // namespace

VariableField::VariableField(const QString &name, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_caption(new QLabel(name, this))
    , m_description(new QLabel(this))
    , m_define(iconButton(theme, u"edit"_s, tr("Describe %1").arg(name), this))
    , m_edit(new QPlainTextEdit(this))
    , m_choices(new QComboBox(this))
    , m_problem(new QLabel(this))
{
    m_definition.name = name;
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAcceptDrops(true);
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setFont(metrics::smallFont());
    m_caption->setCursor(Qt::OpenHandCursor);
    m_caption->setToolTip(tr("Drag the name into a message to insert {{%1}} there.").arg(name));
    m_caption->installEventFilter(this);
    makeMuted(m_caption);
    m_description->setTextFormat(Qt::PlainText);
    m_description->setFont(metrics::smallFont());
    m_description->setWordWrap(true);
    makeMuted(m_description);
    m_define->setCheckable(true);
    m_define->hide();
    m_edit->setAccessibleName(name);
    m_edit->setTabChangesFocus(true);
    m_edit->setFont(theme.fixedFont());
    m_choices->setAccessibleName(name);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setFont(metrics::smallFont());
    m_problem->setWordWrap(true);
    m_problem->hide();

    auto *head = new QHBoxLayout;
    head->addWidget(m_caption, 1);
    head->addWidget(m_define);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);
    rows->addLayout(head);
    rows->addWidget(m_description);
    rows->addWidget(m_edit);
    rows->addWidget(m_choices);
    buildPicture(rows);
    rows->addWidget(m_problem);

    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        check();
        if (!m_isFilling)
            Q_EMIT changed();
    });
    connect(m_choices, &QComboBox::activated, this, [this] {
        check();
        Q_EMIT changed();
    });
    connect(m_define, &QToolButton::clicked, this, &VariableField::toggleForm);
    showType();
    fitHeight();
}

void VariableField::buildPicture(QVBoxLayout *rows)
{
    m_pictureRow = new QWidget(this);
    m_thumbnail = new QLabel(m_pictureRow);
    m_thumbnail->setAccessibleName(tr("Picture"));
    auto *choose = new QPushButton(tr("Choose a picture\u2026"), m_pictureRow);
    choose->setAccessibleName(tr("Choose a picture for %1").arg(name()));
    makeLink(choose);
    m_removePicture = new QPushButton(tr("Remove"), m_pictureRow);
    m_removePicture->setAccessibleName(tr("Remove the picture of %1").arg(name()));
    makeLink(m_removePicture);
    auto *row = new QHBoxLayout(m_pictureRow);
    row->setContentsMargins(0, 0, 0, 0);
    auto *links = new QVBoxLayout; // one below the other: a narrow panel has no room for both
    links->setSpacing(0);
    links->addWidget(choose, 0, Qt::AlignLeft);
    links->addWidget(m_removePicture, 0, Qt::AlignLeft);
    row->addWidget(m_thumbnail);
    row->addLayout(links);
    row->addStretch();
    rows->addWidget(m_pictureRow);
    connect(choose, &QPushButton::clicked, this, &VariableField::choosePicture);
    connect(m_removePicture, &QPushButton::clicked, this, [this] {
        setValue({});
        Q_EMIT changed();
    });
}

void VariableField::setDefinition(const prompts::Variable &definition, bool isTested)
{
    if (definition == m_definition && isTested == m_isTested)
        return;
    const QString kept = value();
    m_definition = definition;
    m_isTested = isTested;
    if (m_form != nullptr)
        m_form->setVariable(definition);
    showType();
    setValue(kept);
}

void VariableField::showType()
{
    const bool isChoice = m_definition.type == VariableType::Choice;
    m_caption->setBuddy(isChoice ? static_cast<QWidget *>(m_choices) : m_edit);
    m_caption->setText(m_definition.isRequired ? name() : tr("%1 (optional)").arg(name()));
    m_description->setText(m_definition.description);
    m_description->setVisible(!m_definition.description.isEmpty());
    m_edit->setAccessibleDescription(m_definition.description);
    m_choices->setAccessibleDescription(m_definition.description);
    const QString hint = hintOf(m_definition, m_isTested);
    m_edit->setPlaceholderText(hint);
    m_choices->setVisible(isChoice);
    m_pictureRow->setVisible(m_definition.type == VariableType::Image);
    const QSignalBlocker blocker(m_choices);
    m_choices->clear();
    m_choices->addItem(hint.isEmpty() ? tr("Choose\u2026") : hint, QString());
    for (const QString &choice : m_definition.choices)
        m_choices->addItem(choice, choice);
}

void VariableField::setDefinable(bool isDefinable)
{
    m_define->setVisible(isDefinable);
    if (!isDefinable && m_form != nullptr) {
        m_form->hide();
        m_define->setChecked(false);
    }
}

void VariableField::setValue(const QString &value)
{
    m_isFilling = true;
    const bool isEmbedded = m_definition.type == VariableType::Image && value.startsWith("data:"_L1);
    m_picture = isEmbedded ? value : QString();
    if (m_definition.type == VariableType::Choice) {
        int index = m_choices->findData(value);
        if (index < 0) { // of another version of the prompt: kept, and said to be wrong
            m_choices->addItem(value, value);
            index = m_choices->count() - 1;
        }
        m_choices->setCurrentIndex(index);
    }
    const QString text = isEmbedded ? QString() : value;
    if (m_edit->toPlainText() != text)
        m_edit->setPlainText(text);
    showValue();
    check();
    m_isFilling = false;
}

void VariableField::showValue()
{
    const bool isEmbedded = !m_picture.isEmpty();
    m_edit->setVisible(m_definition.type != VariableType::Choice && !isEmbedded);
    m_removePicture->setVisible(isEmbedded);
    m_thumbnail->setVisible(isEmbedded);
    if (!isEmbedded)
        return;
    QPixmap picture;
    picture.loadFromData(prompts::imageOf(m_picture).bytes);
    const int side = fontMetrics().height() * 4;
    if (picture.isNull())
        m_thumbnail->setText(tr("a picture that cannot be shown"));
    else
        m_thumbnail->setPixmap(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
}

QString VariableField::value() const
{
    if (!m_picture.isEmpty())
        return m_picture;
    return m_definition.type == VariableType::Choice ? m_choices->currentData().toString()
                                                     : m_edit->toPlainText();
}

bool VariableField::isMissing() const
{
    return m_definition.isRequired && !m_isTested && m_definition.defaultValue.isEmpty() && value().isEmpty();
}

QString VariableField::problem() const
{
    const QString given = value();
    return given.isEmpty() ? QString() : prompts::problemWithValue(m_definition, given);
}

void VariableField::check()
{
    const QString sentence = problem();
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    m_problem->setPalette(palette);
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void VariableField::toggleForm()
{
    if (m_form == nullptr) {
        m_form = new VariableForm(m_theme, this);
        m_form->setVariable(m_definition);
        m_form->hide();
        layout()->addWidget(m_form);
        connect(m_form, &VariableForm::changed, this, [this] {
            setDefinition(m_form->variable(), m_isTested);
            Q_EMIT definitionChanged();
        });
    }
    m_form->setVisible(m_define->isChecked());
}

void VariableField::focusValue()
{
    if (m_definition.type == VariableType::Choice)
        m_choices->setFocus();
    else
        m_edit->setFocus();
}

void VariableField::fitHeight()
{
    constexpr int linesMax = 7;
    constexpr int charactersLookedAt = 4000;
    const QString text = m_edit->toPlainText();
    const int columns =
        std::max(20, (width() - 2 * metrics::wide()) / std::max(1, m_edit->fontMetrics().averageCharWidth()));
    int lines = 0;
    for (const QStringView line : QStringView(text).left(charactersLookedAt).split(u'\n'))
        lines += 1 + int(line.size()) / columns;
    lines = std::clamp(lines, 1, linesMax);
    m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * lines + metrics::wide() + 4);
}

void VariableField::choosePicture()
{
    auto *dialog = new QFileDialog(this, tr("Choose a picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Pictures (*.png *.jpg *.jpeg *.gif *.webp)"));
    connect(dialog, &QFileDialog::fileSelected, this, &VariableField::loadPicture);
    dialog->open();
}

void VariableField::loadPicture(const QString &path)
{
    QtConcurrent::run(readPicture, path) | whenDone(this, [this](const Result<providers::Image> &picture) {
        if (!picture) {
            Q_EMIT failed(picture.error());
            return;
        }
        setValue(
            u"data:%1;base64,%2"_s.arg(picture->mediaType, QString::fromLatin1(picture->bytes.toBase64())));
        Q_EMIT changed();
    });
}

QMimeData *VariableField::dragData() const
{
    auto *dragged = new QMimeData;
    dragged->setText(u"{{%1}}"_s.arg(name()));
    return dragged;
}

/// Of the name: it is dragged into the text.
bool VariableField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress)
        m_pressed = static_cast<QMouseEvent *>(event)->position().toPoint();
    else if (event->type() == QEvent::MouseButtonRelease)
        m_pressed.reset();
    else if (event->type() == QEvent::MouseMove && m_pressed) {
        const QPoint way = static_cast<QMouseEvent *>(event)->position().toPoint() - *m_pressed;
        if (way.manhattanLength() >= QApplication::startDragDistance()) {
            m_pressed.reset();
            auto *drag = new QDrag(this);
            drag->setMimeData(dragData());
            drag->exec(Qt::CopyAction);
        }
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void VariableField::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (m_definition.type == VariableType::Image && !urls.isEmpty() && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void VariableField::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    loadPicture(event->mimeData()->urls().first().toLocalFile());
}

} // namespace assay::ui
