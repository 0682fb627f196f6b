// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/toolspanel.h"

#include "ui/prompts/toolname.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using providers::Tool;

const auto emptySchema = u"{\n    \"type\": \"object\",\n    \"properties\": {}\n}"_s;

QString schemaText(const QJsonObject &schema)
{
    return schema.isEmpty()
        ? emptySchema
        : QString::fromUtf8(QJsonDocument(schema).toJson(QJsonDocument::Indented)).trimmed();
}

/// {"type": "function", "function": {...}}, the same flat, or Anthropic's with "input_schema".
QJsonObject withoutWrapping(const QJsonObject &object)
{
    QJsonObject tool = object["function"_L1].isObject() ? object["function"_L1].toObject() : object;
    if (tool.contains("input_schema"_L1) && !tool.contains("parameters"_L1))
        tool.insert("parameters"_L1, tool.take("input_schema"_L1));
    tool.remove("type"_L1);
    return tool;
}

} // namespace

ToolsPanel::ToolsPanel(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_list(new QListWidget(this))
    , m_add(iconButton(theme, u"add"_s, tr("Add a tool"), this))
    , m_remove(iconButton(theme, u"remove"_s, tr("Remove the tool"), this))
    , m_paste(iconButton(theme, u"import"_s, tr("Paste tools as OpenAI or Anthropic write them"), this))
    , m_editor(new QWidget(this))
    , m_name(new QLineEdit(m_editor))
    , m_description(new QLineEdit(m_editor))
    , m_schema(new QPlainTextEdit(m_editor))
    , m_strict(new QCheckBox(tr("Arguments keep to the schema"), m_editor))
    , m_problem(new QLabel(this))
{
    buildRows();
    connect(m_add, &QToolButton::clicked, this, &ToolsPanel::add);
    connect(m_remove, &QToolButton::clicked, this, &ToolsPanel::removeCurrent);
    connect(m_paste, &QToolButton::clicked, this, &ToolsPanel::paste);
    connect(m_list, &QListWidget::currentRowChanged, this, &ToolsPanel::showCurrent);
    connect(m_name, &QLineEdit::textChanged, this, &ToolsPanel::take);
    connect(m_description, &QLineEdit::textChanged, this, &ToolsPanel::take);
    connect(m_schema, &QPlainTextEdit::textChanged, this, &ToolsPanel::take);
    connect(m_strict, &QCheckBox::toggled, this, &ToolsPanel::take);
    showTools(-1);
}

void ToolsPanel::buildRows()
{
    m_list->setAccessibleName(tr("Tools"));
    m_list->setFixedHeight(3 * metrics::rowHeight() + 4);
    m_name->setAccessibleName(tr("Name of the tool"));
    m_name->setPlaceholderText(u"get_weather"_s);
    m_description->setAccessibleName(tr("What the tool does"));
    m_description->setPlaceholderText(tr("tells the model when to call it"));
    m_schema->setAccessibleName(tr("JSON schema of the arguments"));
    m_schema->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_schema->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_schema->setFixedHeight(fontMetrics().lineSpacing() * 8);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();

    auto *form = new QFormLayout(m_editor);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(metrics::tight());
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Purpose"), m_description);
    form->addRow(m_schema);
    form->addRow(m_strict);
    auto *buttons = new QVBoxLayout;
    buttons->setSpacing(metrics::tight());
    for (QToolButton *button : {m_add, m_remove, m_paste})
        buttons->addWidget(button);
    buttons->addStretch();
    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::normal());
    top->addWidget(m_list, 1);
    top->addLayout(buttons);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::normal());
    rows->addLayout(top);
    rows->addWidget(m_editor);
    rows->addWidget(m_problem);
}

void ToolsPanel::setTools(const std::vector<Tool> &tools)
{
    m_tools = tools;
    showTools(tools.empty() ? -1 : 0);
}

void ToolsPanel::showTools(int row)
{
    m_isFilling = true;
    m_list->clear();
    for (const Tool &tool : m_tools)
        m_list->addItem(tool.name);
    m_list->setCurrentRow(row);
    m_isFilling = false;
    m_list->setVisible(!m_tools.empty());
    showCurrent();
}

void ToolsPanel::showCurrent()
{
    if (m_isFilling)
        return;
    const int row = current();
    m_editor->setVisible(row >= 0);
    m_remove->setVisible(row >= 0);
    showProblem({});
    if (row < 0)
        return;
    m_isFilling = true;
    const Tool &tool = m_tools[size_t(row)];
    m_name->setText(tool.name);
    m_description->setText(tool.description);
    m_schema->setPlainText(schemaText(tool.parameters));
    m_strict->setChecked(tool.strict);
    m_isFilling = false;
}

int ToolsPanel::current() const
{
    const int row = m_list->currentRow();
    return row < int(m_tools.size()) ? row : -1;
}

QString ToolsPanel::freeName(const QString &wanted) const
{
    QString name = wanted;
    for (int i = 2; std::ranges::any_of(m_tools, [&name](const Tool &tool) { return tool.name == name; });
         ++i)
        name = wanted + u'_' + QString::number(i);
    return name;
}

void ToolsPanel::add()
{
    Tool tool;
    tool.name = freeName(u"tool"_s);
    tool.parameters = QJsonDocument::fromJson(emptySchema.toUtf8()).object();
    m_tools.push_back(std::move(tool));
    showTools(int(m_tools.size()) - 1);
    m_name->setFocus();
    m_name->selectAll();
    Q_EMIT changed();
}

void ToolsPanel::removeCurrent()
{
    const int row = current();
    if (row < 0)
        return;
    m_tools.erase(m_tools.begin() + row);
    showTools(std::min(row, int(m_tools.size()) - 1));
    Q_EMIT changed();
}

void ToolsPanel::paste()
{
    QJsonParseError error;
    const QJsonDocument document =
        QJsonDocument::fromJson(QApplication::clipboard()->text().toUtf8(), &error);
    if (error.error != QJsonParseError::NoError)
        return showProblem(tr("The clipboard holds no JSON: %1.").arg(error.errorString()));
    const QJsonArray pasted = document.isArray() ? document.array() : QJsonArray{document.object()};
    std::vector<Tool> tools;
    for (const QJsonValue &each : pasted) {
        const auto tool =
            providers::toolFromJson(withoutWrapping(each.toObject()), u"tools[%1]"_s.arg(tools.size()));
        if (!tool)
            return showProblem(tool.error().message);
        tools.push_back(*tool);
    }
    for (Tool &tool : tools) {
        tool.name = freeName(tool.name);
        m_tools.push_back(std::move(tool));
    }
    showTools(int(m_tools.size()) - 1);
    Q_EMIT changed();
}

void ToolsPanel::take()
{
    const int row = current();
    if (m_isFilling || row < 0)
        return;
    QString problem;
    QJsonParseError error;
    const QJsonDocument schema = QJsonDocument::fromJson(m_schema->toPlainText().toUtf8(), &error);
    const QString name = m_name->text().trimmed();
    const auto isTaken = [&](const Tool &tool) {
        return tool.name == name && &tool != &m_tools[size_t(row)];
    };
    if (!isToolName(name))
        problem = tr("A tool's name has 1 to 64 letters, digits, “_” and “-”.");
    else if (std::ranges::any_of(m_tools, isTaken))
        problem = tr("Another tool is called “%1”.").arg(name);
    else if (error.error != QJsonParseError::NoError)
        problem =
            tr("The schema is no JSON at character %1: %2.").arg(error.offset + 1).arg(error.errorString());
    else if (!schema.isObject())
        problem = tr("The schema must be a JSON object.");
    showProblem(problem);
    if (problem.isEmpty()) {
        m_tools[size_t(row)] = {name, m_description->text(), schema.object(), m_strict->isChecked()};
        m_list->item(row)->setText(name);
    }
    Q_EMIT changed();
}

QString ToolsPanel::problem() const
{
    return m_problem->text();
}

QString ToolsPanel::summary() const
{
    QStringList names;
    for (const Tool &tool : m_tools)
        names.append(tool.name);
    return names.join(u", "_s);
}

void ToolsPanel::setReadOnly(bool isReadOnly)
{
    for (QWidget *field : std::initializer_list<QWidget *>{m_add, m_remove, m_paste, m_editor})
        field->setEnabled(!isReadOnly);
}

void ToolsPanel::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    m_problem->setPalette(palette);
    m_schema->setAccessibleDescription(problem);
}

void ToolsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_problem != nullptr)
        showProblem(m_problem->text()); // its colour is the theme's
    QWidget::changeEvent(event);
}

} // namespace assay::ui
