// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/answerpanel.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFontDatabase>
#include <QFormLayout>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using providers::ResponseFormat;
using validation::Format;
using validation::Formatter;
using validation::OutputContract;

enum Asked { NotAsked, AskedForText, AskedForJson, AskedForSchema };

Asked askedOf(const std::optional<ResponseFormat> &format)
{
    if (!format)
        return NotAsked;
    return *format == ResponseFormat::Text      ? AskedForText
        : *format == ResponseFormat::JsonObject ? AskedForJson
                                                : AskedForSchema;
}

std::optional<ResponseFormat> formatOf(int asked)
{
    switch (asked) {
    case AskedForText:
        return ResponseFormat::Text;
    case AskedForJson:
        return ResponseFormat::JsonObject;
    case AskedForSchema:
        return ResponseFormat::JsonSchema;
    default:
        return std::nullopt;
    }
}

QString jsonText(const QJsonObject &object)
{
    return object.isEmpty() ? QString()
                            : QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

/// What stands in a JSON editor; fills `problem` with line and column when it is none.
QJsonObject objectFrom(const QString &text, QString &problem)
{
    if (text.trimmed().isEmpty())
        return {};
    QJsonParseError error;
    const QByteArray bytes = text.toUtf8();
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        const QByteArray before = bytes.left(error.offset);
        problem = AnswerPanel::tr("The schema is no JSON, line %1, column %2: %3.")
                      .arg(before.count('\n') + 1)
                      .arg(before.size() - (before.lastIndexOf('\n') + 1) + 1)
                      .arg(error.errorString());
    } else if (!document.isObject()) {
        problem = AnswerPanel::tr("The schema must be a JSON object.");
    }
    return document.object();
}

std::optional<int> lengthFrom(const QLineEdit *field, QString &problem)
{
    const QString text = field->text().trimmed();
    if (text.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const int length = text.toInt(&isNumber);
    if (!isNumber)
        problem = AnswerPanel::tr("A length is a whole number of characters.");
    return length;
}

} // namespace

AnswerPanel::AnswerPanel(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_form(new QFormLayout(this))
    , m_asked(new QComboBox(this))
    , m_format(new QComboBox(this))
    , m_schema(new QPlainTextEdit(this))
    , m_mustNotContain(new QPlainTextEdit(this))
    , m_repair(new QCheckBox(tr("Repair what can be repaired"), this))
    , m_reAsks(new QSpinBox(this))
    , m_failOtherwise(new QCheckBox(tr("Else the call fails"), this))
    , m_trim(new QCheckBox(tr("Trim"), this))
    , m_jsonPretty(new QCheckBox(tr("Indent JSON"), this))
    , m_toPlain(new QCheckBox(tr("Markdown to plain text"), this))
    , m_problem(new QLabel(this))
{
    buildRows();
    const auto taken = [this] { take(); };
    for (QComboBox *box : {m_asked, m_format})
        connect(box, &QComboBox::currentIndexChanged, this, taken);
    for (QPlainTextEdit *edit : {m_schema, m_mustNotContain})
        connect(edit, &QPlainTextEdit::textChanged, this, taken);
    for (QCheckBox *box : {m_repair, m_failOtherwise, m_trim, m_jsonPretty, m_toPlain})
        connect(box, &QCheckBox::toggled, this, taken);
    connect(m_reAsks, &QSpinBox::valueChanged, this, taken);
    showContract();
}

QLineEdit *AnswerPanel::addLine(QFormLayout *form, const QString &label, const QString &hint)
{
    auto *field = new QLineEdit(this);
    field->setPlaceholderText(hint);
    field->setAccessibleName(label);
    form->addRow(label, field);
    connect(field, &QLineEdit::textChanged, this, &AnswerPanel::take);
    return field;
}

void AnswerPanel::buildRows()
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(metrics::wide());
    m_form->setVerticalSpacing(metrics::tight());
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_asked->addItems({tr("Nothing"), tr("Text"), tr("A JSON object"), tr("JSON by the schema")});
    m_asked->setAccessibleName(tr("Form asked of the model"));
    m_asked->setToolTip(tr("Sent to the provider, where it can enforce the form"));
    m_format->addItems({tr("Anything"), tr("JSON"), tr("JSON by a schema"), tr("One e-mail address"),
                        tr("One phone number"), tr("One web address"), tr("One date"),
                        tr("A regular expression"), tr("Text in a language")});
    m_format->setAccessibleName(tr("What the answer must be"));
    m_schema->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_schema->setPlaceholderText(u"{\"type\": \"object\", ...}"_s);
    m_schema->setAccessibleName(tr("JSON schema of the answer"));
    m_schema->setFixedHeight(fontMetrics().lineSpacing() * 9);
    m_schema->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_mustNotContain->setPlaceholderText(tr("words or phrases, one a line"));
    m_mustNotContain->setAccessibleName(tr("Must not contain"));
    m_mustNotContain->setTabChangesFocus(true);
    m_mustNotContain->setFixedHeight(fontMetrics().lineSpacing() * 2 + metrics::wide());
    m_reAsks->setRange(0, OutputContract::maxReAsksMax);
    m_reAsks->setSpecialValueText(tr("never"));
    m_reAsks->setAccessibleName(tr("Times the model is asked again"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);

    m_form->addRow(tr("Ask for"), m_asked);
    m_form->addRow(tr("Must be"), m_format);
    m_form->addRow(m_schema);
    m_pattern = addLine(m_form, tr("Pattern"), tr("of the whole answer"));
    m_region = addLine(m_form, tr("Region"), tr("DE, US\u2026; empty wants a +"));
    m_dateFormat = addLine(m_form, tr("Date format"), tr("yyyy-MM-dd; empty: ISO 8601"));
    m_language = addLine(m_form, tr("Language"), tr("en, de, zh-Hant\u2026"));
    m_minLength = addLine(m_form, tr("At least"), tr("characters"));
    m_maxLength = addLine(m_form, tr("At most"), tr("characters"));
    m_form->addRow(tr("Never says"), m_mustNotContain);
    m_form->addRow(m_repair);
    m_form->addRow(tr("Ask again"), m_reAsks);
    m_form->addRow(m_failOtherwise);
    m_form->addRow(tr("Then"), m_trim);
    m_form->addRow(QString(), m_jsonPretty);
    m_form->addRow(QString(), m_toPlain);
    m_form->addRow(m_problem);
}

void AnswerPanel::setContent(const prompts::PromptContent &content)
{
    m_responseFormat = content.parameters.responseFormat;
    m_responseSchema = content.parameters.responseSchema;
    const auto contract = validation::contractFromJson(content.outputContract);
    m_contract = contract.value_or(OutputContract());
    m_stored = content.outputContract;
    m_storedContract = m_contract;
    showContract();
    showProblem(contract ? QString() : contract.error().message);
}

void AnswerPanel::showContract()
{
    m_isFilling = true;
    m_asked->setCurrentIndex(askedOf(m_responseFormat));
    m_format->setCurrentIndex(static_cast<int>(m_contract.format));
    m_schema->setPlainText(jsonText(m_contract.schema.isEmpty() ? m_responseSchema : m_contract.schema));
    m_pattern->setText(m_contract.pattern);
    m_region->setText(m_contract.region);
    m_dateFormat->setText(m_contract.dateFormat);
    m_language->setText(m_contract.language);
    m_minLength->setText(m_contract.minLength ? QString::number(*m_contract.minLength) : QString());
    m_maxLength->setText(m_contract.maxLength ? QString::number(*m_contract.maxLength) : QString());
    m_mustNotContain->setPlainText(m_contract.mustNotContain.join(u'\n'));
    m_repair->setChecked(m_contract.repair);
    m_reAsks->setValue(m_contract.maxReAsks);
    m_failOtherwise->setChecked(m_contract.failOtherwise);
    m_trim->setChecked(m_contract.formatters.contains(Formatter::Trim));
    m_jsonPretty->setChecked(m_contract.formatters.contains(Formatter::JsonPretty));
    m_toPlain->setChecked(m_contract.formatters.contains(Formatter::MarkdownToPlain));
    showFields();
    m_isFilling = false;
}

/// Only what the chosen form needs.
void AnswerPanel::showFields()
{
    const auto format = static_cast<Format>(m_format->currentIndex());
    const bool wantsSchema = format == Format::JsonSchema || m_asked->currentIndex() == AskedForSchema;
    m_form->setRowVisible(m_schema, wantsSchema);
    m_form->setRowVisible(m_pattern, format == Format::Regex);
    m_form->setRowVisible(m_region, format == Format::Phone);
    m_form->setRowVisible(m_dateFormat, format == Format::Date);
    m_form->setRowVisible(m_language, format == Format::Language);
}

void AnswerPanel::putInto(prompts::PromptContent &content) const
{
    content.outputContract = m_contract == m_storedContract ? m_stored : validation::toJson(m_contract);
    content.parameters.responseFormat = m_responseFormat;
    content.parameters.responseSchema = m_responseSchema;
}

std::optional<OutputContract> AnswerPanel::typedContract(QString &problem) const
{
    OutputContract typed;
    typed.format = static_cast<Format>(m_format->currentIndex());
    if (typed.format == Format::JsonSchema)
        typed.schema = objectFrom(m_schema->toPlainText(), problem);
    if (typed.format == Format::Regex)
        typed.pattern = m_pattern->text();
    if (typed.format == Format::Phone)
        typed.region = m_region->text().trimmed().toUpper();
    if (typed.format == Format::Date)
        typed.dateFormat = m_dateFormat->text();
    if (typed.format == Format::Language)
        typed.language = m_language->text().trimmed();
    typed.minLength = lengthFrom(m_minLength, problem);
    typed.maxLength = lengthFrom(m_maxLength, problem);
    for (const QString &line : m_mustNotContain->toPlainText().split(u'\n', Qt::SkipEmptyParts))
        typed.mustNotContain.append(line.trimmed());
    typed.mustNotContain.removeAll(QString());
    typed.repair = m_repair->isChecked();
    typed.maxReAsks = m_reAsks->value();
    typed.failOtherwise = m_failOtherwise->isChecked();
    for (const auto &[box, formatter] :
         {std::pair{m_trim, Formatter::Trim}, std::pair{m_jsonPretty, Formatter::JsonPretty},
          std::pair{m_toPlain, Formatter::MarkdownToPlain}}) {
        if (box->isChecked())
            typed.formatters.append(formatter);
    }
    if (problem.isEmpty()) {
        if (const Result<> fits = validation::checked(typed); !fits)
            problem = fits.error().message;
    }
    return problem.isEmpty() ? std::optional(typed) : std::nullopt;
}

void AnswerPanel::take()
{
    if (m_isFilling)
        return;
    showFields();
    QString problem;
    if (const auto typed = typedContract(problem))
        m_contract = *typed;
    const std::optional<ResponseFormat> asked = formatOf(m_asked->currentIndex());
    QString schemaProblem;
    const QJsonObject schema = objectFrom(m_schema->toPlainText(), schemaProblem);
    if (asked == ResponseFormat::JsonSchema && schemaProblem.isEmpty() && schema.isEmpty())
        schemaProblem = tr("Asking for JSON by a schema needs the schema.");
    if (asked != ResponseFormat::JsonSchema) {
        m_responseFormat = asked;
        m_responseSchema = {};
    } else if (schemaProblem.isEmpty()) {
        m_responseFormat = asked;
        m_responseSchema = schema;
    } else if (problem.isEmpty()) {
        problem = schemaProblem;
    }
    showProblem(problem);
    Q_EMIT changed();
}

QString AnswerPanel::problem() const
{
    return m_problem->text();
}

QString AnswerPanel::summary() const
{
    QStringList parts;
    if (m_contract.format != Format::Any)
        parts.append(m_format->itemText(static_cast<int>(m_contract.format)));
    else if (m_responseFormat)
        parts.append(m_asked->itemText(askedOf(m_responseFormat)));
    if (m_contract.maxLength)
        parts.append(tr("at most %1 characters").arg(*m_contract.maxLength));
    if (m_contract.maxReAsks > 0)
        parts.append(tr("asked again %n time(s)", nullptr, m_contract.maxReAsks));
    return parts.join(u" \u00B7 "_s);
}

void AnswerPanel::setReadOnly(bool isReadOnly)
{
    for (QWidget *field : findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (qobject_cast<QLabel *>(field) == nullptr)
            field->setEnabled(!isReadOnly);
    }
}

void AnswerPanel::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_form->setRowVisible(m_problem, !problem.isEmpty());
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.tokens().error);
    m_problem->setPalette(palette);
    m_schema->setAccessibleDescription(problem);
}

void AnswerPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_problem != nullptr)
        showProblem(m_problem->text()); // its colour is the theme's
    QWidget::changeEvent(event);
}

} // namespace assay::ui
