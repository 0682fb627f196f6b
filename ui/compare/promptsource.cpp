// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/promptsource.h"

#include "prompts/template.h"
#include "ui/compare/picturestrip.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QCoroFuture>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

enum Side { PromptSide, FreeSide };

QString roleHeading(providers::Role role)
{
    switch (role) {
    case providers::Role::System:
        return PromptSource::tr("System");
    case providers::Role::User:
        return PromptSource::tr("User");
    case providers::Role::Tool:
        return PromptSource::tr("Tool result");
    case providers::Role::Assistant:
        break;
    }
    return PromptSource::tr("Assistant");
}

QPlainTextEdit *textField(const Theme &theme, const QString &name, QWidget *parent)
{
    auto *edit = new QPlainTextEdit(parent);
    edit->setFont(theme.fixedFont());
    edit->setAccessibleName(name);
    edit->setTabChangesFocus(true);
    edit->setMinimumHeight(edit->fontMetrics().lineSpacing() * 3);
    return edit;
}

QLabel *caption(const QString &text, QWidget *buddy, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setFont(metrics::smallFont());
    label->setBuddy(buddy);
    makeMuted(label);
    return label;
}

/// Whether the same would be sent; runs of the first release kept the messages alone.
bool asksTheSame(const prompts::PromptContent &run, const prompts::PromptContent &known)
{
    const bool hasMessagesAlone =
        run.tools.empty() && run.outputContract.isEmpty() && run.variables.isEmpty();
    return run.messages == known.messages
        && (hasMessagesAlone
            || (run.tools == known.tools && run.outputContract == known.outputContract
                && run.variables == known.variables));
}

} // namespace

PromptSource::PromptSource(workspace::Engine &engine, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_engine(engine)
    , m_theme(theme)
    , m_kind(new QButtonGroup(this))
    , m_sides(new QStackedWidget(this))
    , m_prompts(new QComboBox(this))
    , m_versions(new QComboBox(this))
    , m_preview(textField(theme, tr("Messages"), this))
    , m_pictures(new PictureStrip(theme, this))
    , m_open(new QPushButton(tr("Open in the editor"), this))
    , m_system(textField(theme, tr("System message"), this))
    , m_user(textField(theme, tr("User message"), this))
{
    auto *kinds = new QHBoxLayout;
    kinds->setSpacing(metrics::tight());
    for (const QString &text : {tr("P&rompt"), tr("Fr&ee text")}) {
        auto *button = new QPushButton(text, this);
        button->setCheckable(true);
        m_kind->addButton(button, int(m_kind->buttons().size()));
        kinds->addWidget(button, 1);
    }
    m_kind->button(PromptSide)->setChecked(true);
    buildPromptSide();
    buildFreeSide();
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addLayout(kinds);
    rows->addWidget(m_sides, 1);

    connect(m_kind, &QButtonGroup::idClicked, this, [this](int side) {
        m_sides->setCurrentIndex(side);
        Q_EMIT changed(side == PromptSide);
    });
    connect(m_prompts, &QComboBox::activated, this,
            [this] { load(m_prompts->currentData().toString(), 0, true); });
    connect(m_versions, &QComboBox::activated, this, [this](int index) { useChoice(index, true); });
    connect(&theme, &Theme::changed, this, &PromptSource::preview);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(prompt(), version()); });
    for (QPlainTextEdit *edit : {m_system, m_user})
        connect(edit, &QPlainTextEdit::textChanged, this, [this] { Q_EMIT changed(false); });
}

void PromptSource::buildPromptSide()
{
    auto *side = new QWidget(m_sides);
    m_prompts->setAccessibleName(tr("Prompt"));
    m_prompts->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_prompts->setPlaceholderText(tr("Choose a prompt"));
    m_versions->setAccessibleName(tr("Version"));
    m_versions->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_preview->setReadOnly(true);
    m_preview->setUndoRedoEnabled(false);
    makeLink(m_open);
    auto *rows = new QVBoxLayout(side);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addWidget(m_prompts);
    rows->addWidget(m_versions);
    rows->addWidget(m_preview, 1);
    rows->addWidget(m_pictures);
    rows->addWidget(m_open, 0, Qt::AlignLeft);
    m_sides->addWidget(side);
}

void PromptSource::buildFreeSide()
{
    auto *side = new QWidget(m_sides);
    m_system->setPlaceholderText(tr("How the model should behave (optional)"));
    m_user->setPlaceholderText(tr("What to ask. {{name}} makes a variable."));
    auto *rows = new QVBoxLayout(side);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::tight());
    rows->addWidget(caption(tr("S&ystem"), m_system, side));
    rows->addWidget(m_system, 1);
    rows->addWidget(caption(tr("&User"), m_user, side));
    rows->addWidget(m_user, 2);
    m_sides->addWidget(side);
}

void PromptSource::setPrompts(const QList<prompts::PromptSummary> &prompts)
{
    const QSignalBlocker blocker(m_prompts);
    m_prompts->clear();
    for (const prompts::PromptSummary &prompt : prompts) {
        m_prompts->addItem(prompt.folder.isEmpty() ? prompt.name : prompt.folder + u"/"_s + prompt.name,
                           prompt.name);
        m_prompts->setItemData(m_prompts->count() - 1, prompt.tags.join(u", "_s), Qt::ToolTipRole);
    }
    m_prompts->setCurrentIndex(m_prompts->findData(m_chosen));
    if (m_prompts->currentIndex() < 0 && !isLoading())
        m_chosen.clear(); // it is gone
}

bool PromptSource::hasPrompt(const QString &name) const
{
    return m_prompts->findData(name) >= 0;
}

void PromptSource::choosePrompt(const QString &name, int version)
{
    m_asRun.reset();
    load(name, version, true);
}

void PromptSource::chooseFreeText()
{
    m_kind->button(FreeSide)->setChecked(true);
    m_sides->setCurrentIndex(FreeSide);
    Q_EMIT changed(false);
}

void PromptSource::showInput(const RunInput &input)
{
    if (!input.prompt.isEmpty() && hasPrompt(input.prompt)) {
        m_asRun = input;
        load(input.prompt, input.promptVersion, false);
        return;
    }
    const QSignalBlocker system(m_system);
    const QSignalBlocker user(m_user);
    m_system->clear();
    m_user->clear();
    for (const providers::Message &message : input.content.messages) {
        QPlainTextEdit *edit = message.role == providers::Role::System ? m_system : m_user;
        const QString before = edit->toPlainText();
        edit->setPlainText(before.isEmpty() ? message.text : before + u"\n\n"_s + message.text);
    }
    chooseFreeText();
}

void PromptSource::load(const QString &name, int version, bool isNewPrompt)
{
    m_kind->button(PromptSide)->setChecked(true);
    m_sides->setCurrentIndex(PromptSide);
    m_chosen = name;
    m_prompts->setCurrentIndex(m_prompts->findData(name)); // -1 while the list does not know it yet
    const quint64 loading = ++m_loading;
    ++m_pending;
    m_engine.run([name](workspace::Workspace &workspace) { return loadPromptDetail(workspace, name); })
        | whenDone(this, [this, loading, version, isNewPrompt](const Result<PromptDetail> &detail) {
              --m_pending;
              if (loading != m_loading)
                  return;
              if (detail)
                  show(*detail, version, isNewPrompt);
              else
                  Q_EMIT failed(detail.error());
          });
}

void PromptSource::show(const PromptDetail &detail, int version, bool isNewPrompt)
{
    m_datasets = detail.datasets;
    if (!hasPrompt(m_chosen)) // made after the list was read
        m_prompts->addItem(
            detail.summary.folder.isEmpty() ? m_chosen : detail.summary.folder + u'/' + m_chosen, m_chosen);
    m_prompts->setCurrentIndex(m_prompts->findData(m_chosen));
    m_choices.clear();
    m_versions->clear();
    const std::optional<RunInput> asRun = std::exchange(m_asRun, std::nullopt);
    for (const prompts::PromptVersion &known : detail.versions) {
        QStringList parts{tr("Version %1").arg(known.number)};
        if (known.number == detail.summary.latestVersion)
            parts << tr("latest");
        parts << known.labels;
        addChoice(parts.join(u" \u00B7 "_s), {known.number, known.content});
        m_versions->setItemData(m_versions->count() - 1, known.message, Qt::ToolTipRole);
    }
    if (detail.draft)
        addChoice(tr("Draft"), {0, detail.draft->content});
    int index = 0;
    for (int i = 0; i < m_choices.size(); ++i) {
        if ((version > 0 && m_choices[i].version == version)
            || (version == draft && m_choices[i].version == 0))
            index = i;
    }
    if (asRun && !asksTheSame(asRun->content, m_choices.value(index).content)) {
        addChoice(tr("As in this run"), {0, asRun->content}); // a draft has moved on since it ran
        index = int(m_choices.size()) - 1;
    }
    useChoice(index, isNewPrompt);
}

void PromptSource::addChoice(const QString &label, const Choice &choice)
{
    m_choices.append(choice);
    m_versions->addItem(label);
}

void PromptSource::useChoice(int index, bool isNewPrompt)
{
    m_versions->setCurrentIndex(index);
    m_content = m_choices.value(index).content;
    preview();
    Q_EMIT changed(isNewPrompt);
}

void PromptSource::preview()
{
    m_preview->clear();
    QTextCursor cursor(m_preview->document());
    QTextCharFormat heading;
    heading.setForeground(m_theme.tokens().muted);
    heading.setFont(metrics::smallFont());
    for (const providers::Message &message : m_content.messages) {
        if (!cursor.atStart())
            cursor.insertText(u"\n\n"_s, {});
        cursor.insertText(roleHeading(message.role), heading);
        cursor.insertText(u"\n"_s + message.text, {});
    }
    m_preview->moveCursor(QTextCursor::Start);
    showPictures();
}

void PromptSource::setValues(const QMap<QString, QString> &values)
{
    m_values = values;
    showPictures();
}

void PromptSource::showPictures()
{
    QList<PictureStrip::Picture> pictures;
    for (const providers::Message &message : m_content.messages) {
        for (const providers::Image &image : message.images)
            pictures.append({tr("Picture %1").arg(pictures.size() + 1), image});
    }
    const QMap<QString, QString> values = prompts::completeValues(m_content, m_values);
    for (const prompts::Variable &variable : m_content.variables) {
        const QString value = values.value(variable.name);
        if (variable.type == prompts::VariableType::Image && !value.isEmpty()
            && prompts::problemWithValue(variable, value).isEmpty())
            pictures.append({u"{{%1}}"_s.arg(variable.name), prompts::imageOf(value)});
    }
    m_pictures->setPictures(pictures);
}

bool PromptSource::isFreeText() const
{
    return m_sides->currentIndex() == FreeSide;
}

QString PromptSource::prompt() const
{
    return isFreeText() ? QString() : m_chosen;
}

int PromptSource::version() const
{
    return isFreeText() ? 0 : m_choices.value(m_versions->currentIndex()).version;
}

prompts::PromptContent PromptSource::content() const
{
    if (!isFreeText())
        return m_content;
    prompts::PromptContent content;
    if (!m_system->toPlainText().trimmed().isEmpty())
        content.messages.push_back({providers::Role::System, m_system->toPlainText()});
    if (!m_user->toPlainText().trimmed().isEmpty())
        content.messages.push_back({providers::Role::User, m_user->toPlainText()});
    return content;
}

void PromptSource::focusFirst()
{
    if (isFreeText())
        m_user->setFocus();
    else
        m_prompts->setFocus();
}

void PromptSource::reloadDatasets()
{
    const QString name = prompt();
    if (name.isEmpty())
        return;
    ++m_pending;
    m_engine.run([name](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<evaluation::Dataset>>> {
        auto datasets = co_await workspace.datasets().forPrompt(name);
        co_return datasets;
    }) | whenDone(this, [this, name](const Result<QList<evaluation::Dataset>> &datasets) {
        --m_pending;
        if (!datasets || name != prompt())
            return;
        m_datasets = *datasets;
        Q_EMIT datasetsChanged();
    });
}

QList<PromptSource::Version> PromptSource::versions() const
{
    QList<Version> versions;
    if (isFreeText())
        return versions;
    for (qsizetype i = 0; i < m_choices.size(); ++i)
        versions.append(
            {m_versions->itemText(static_cast<int>(i)), m_choices.at(i).version, m_choices.at(i).content});
    return versions;
}

} // namespace assay::ui
