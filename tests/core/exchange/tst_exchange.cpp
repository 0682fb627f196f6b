// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStringConverter>
#include <QTemporaryDir>
#include <QTest>

#include "exchange/promptflow.h"
#include "exchange/promptfolder.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::exchange;
using prompts::PromptFile;
using prompts::VariableType;
using providers::Role;

Q_DECLARE_METATYPE(assay::exchange::Format)

namespace {

/// A prompt that uses everything a prompt can hold.
PromptFile wholePrompt()
{
    PromptFile file;
    file.name = u"triage"_s;
    file.folder = u"support"_s;
    file.tags = {u"json"_s, u"support"_s};
    prompts::PromptContent &content = file.content;
    content.messages = {{Role::System, u"Be brief.\n\n{{#tone}}Tone: {{tone}}.{{/tone}}"_s},
                        {Role::User, u"  {{ticket}}\n{{#facts}}- {{.}}\n{{/facts}}"_s}};
    content.variables = {{.name = u"facts"_s, .type = VariableType::List, .isRequired = false},
                         {.name = u"ticket"_s, .description = u"what the customer wrote"_s},
                         {.name = u"tone"_s,
                          .type = VariableType::Choice,
                          .isRequired = false,
                          .choices = {u"calm"_s, u"warm"_s}}};
    content.testValues = {{u"ticket"_s, u"It's \"broken\""_s}};
    content.parameters.temperature = 0.2;
    content.parameters.maxTokens = 300;
    content.parameters.stop = {u"END"_s};
    content.parameters.responseFormat = providers::ResponseFormat::JsonSchema;
    content.parameters.responseSchema = {{u"type"_s, u"object"_s}};
    content.model = u"openai/gpt-5-mini"_s;
    content.tools = {{u"lookup"_s, u"Finds a customer"_s,
                      QJsonObject{{u"type"_s, u"object"_s}, {u"properties"_s, QJsonObject()}}, false}};
    content.outputContract = {{u"format"_s, u"json"_s}, {u"max_re_asks"_s, 2}};
    content.notes = u"Ask *Ada* before changing this."_s;
    return file;
}

QString lossesOf(const QList<Loss> &losses)
{
    QStringList texts;
    for (const Loss &loss : losses)
        texts << loss.what + u" ("_s + loss.why + u")"_s;
    return texts.join(u'\n');
}

bool names(const QList<Loss> &losses, const QString &part)
{
    return lossesOf(losses).contains(part);
}

} // namespace

class ExchangeTest final : public QObject {
    Q_OBJECT

private:
    static Imported imported(const QByteArray &bytes, const QString &name)
    {
        auto read = importPrompts(bytes, name);
        if (!read)
            qFatal("%s", qPrintable(read.error().message));
        return *read;
    }

    static Imported importedFile(const QString &name)
    {
        QFile file(QStringLiteral(ASSAY_TEST_DATA "/exchange/") + name);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s", qPrintable(file.errorString()));
        return imported(file.readAll(), name);
    }

private Q_SLOTS:
    void comesBackWhole_data()
    {
        QTest::addColumn<Format>("format");
        QTest::newRow("assay") << Format::Assay;
        QTest::newRow("markdown") << Format::Markdown;
    }

    void comesBackWhole()
    {
        QFETCH(Format, format);
        PromptFile file = wholePrompt();
        for (int variant = 0; variant < 3; ++variant) {
            if (variant == 1) // text that looks like the file's own marks
                file.content.messages[0].text = u"---\nname: x\n---\n<!-- user -->\nhello\n"_s;
            if (variant == 2)
                file.content.messages[1].images = {{u"image/png"_s, QByteArrayLiteral("\x89PNG"), {}}};
            const auto out = exportPrompt(file, format);
            QVERIFY(out);
            QVERIFY2(out->losses.isEmpty(), qPrintable(lossesOf(out->losses)));
            const Imported back = imported(out->bytes, u"triage."_s + formatSuffix(format));
            QCOMPARE(back.format, format);
            QVERIFY(back.prompts.first() == file);
        }
    }

    void everyFormatSaysWhatItLosesAndKeepsTheRest_data()
    {
        QTest::addColumn<Format>("format");
        for (const Format format : writableFormats())
            QTest::newRow(qPrintable(formatName(format))) << format;
    }

    void everyFormatSaysWhatItLosesAndKeepsTheRest()
    {
        QFETCH(Format, format);
        const PromptFile file = wholePrompt();
        const auto out = exportPrompt(file, format);
        QVERIFY(out);
        const auto read = importPrompts(out->bytes, u"file."_s + formatSuffix(format), format);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message + QString::fromUtf8(out->bytes)));
        const PromptFile &back = read->prompts.first();
        // What differs must have been named.
        const auto check = [&](bool isSame, const QString &part) {
            QVERIFY2(isSame || names(out->losses, part) || names(read->losses, part),
                     qPrintable(part + u" is lost in silence:\n"_s + QString::fromUtf8(out->bytes)));
        };
        check(back.content.tools == file.content.tools, u"tool"_s);
        check(back.content.parameters.temperature == file.content.parameters.temperature, u"parameters"_s);
        check(back.content.parameters.maxTokens == file.content.parameters.maxTokens, u"parameters"_s);
        check(back.content.parameters.stop == file.content.parameters.stop, u"parameters"_s);
        check(back.content.outputContract == file.content.outputContract, u"output"_s);
        check(back.content.testValues == file.content.testValues, u"test values"_s);
        check(back.content.notes == file.content.notes, u"notes"_s);
        check(back.tags == file.tags, u"tags"_s);
        check(back.folder == file.folder, u"folder"_s);
        if (format != Format::Text && format != Format::Langfuse) {
            QCOMPARE(back.content.messages.size(), file.content.messages.size());
            for (size_t i = 0; i < file.content.messages.size(); ++i)
                QCOMPARE(back.content.messages[i].text.trimmed(), file.content.messages[i].text.trimmed());
        }
    }

    void readsDotPrompt()
    {
        const Imported read = importedFile(u"greeting.prompt"_s);
        const PromptFile &file = read.prompts.first();
        QCOMPARE(read.format, Format::DotPrompt);
        QCOMPARE(file.content.model, u"gemini/gemini-2.5-pro"_s);
        QCOMPARE(file.content.parameters.temperature, 0.9);
        QCOMPARE(file.content.messages.size(), size_t(2));
        QCOMPARE(file.content.messages[0].role, Role::System);
        QCOMPARE(file.content.messages[0].text,
                 u"You greet guests{{#style}} in a {{style}} way{{/style}}."_s);
        QVERIFY(file.content.messages[1].text.contains(u"{{#dishes}}\n- {{.}}\n{{/dishes}}"_s));
        QVERIFY(file.content.messages[1].text.contains(u"{{photo}}"_s));
        const auto *style = prompts::variableOf(file.content.variables, u"style"_s);
        QVERIFY(style && style->type == VariableType::Choice && !style->isRequired);
        QCOMPARE(style->description, u"how to speak"_s);
        QCOMPARE(prompts::variableOf(file.content.variables, u"dishes"_s)->type, VariableType::List);
        QCOMPARE(prompts::variableOf(file.content.variables, u"photo"_s)->type, VariableType::Image);
        QCOMPARE(prompts::variableOf(file.content.variables, u"location"_s)->defaultValue, u"a cafe"_s);
        QCOMPARE(file.content.parameters.responseSchema["properties"_L1]["greeting"_L1]["type"_L1].toString(),
                 u"string"_s);
        QVERIFY2(names(read.losses, u"topK"_s), qPrintable(lossesOf(read.losses)));
        QVERIFY(names(read.losses, u"menu"_s));
        QVERIFY(names(read.losses, u"history"_s));
    }

    void readsPrompty()
    {
        const Imported read = importedFile(u"poet.prompty"_s);
        const PromptFile &file = read.prompts.first();
        QCOMPARE(file.name, u"Shakespeare"_s);
        QCOMPARE(file.content.model, u"azure/gpt-4o"_s);
        QCOMPARE(file.content.parameters.maxTokens, 3000);
        QCOMPARE(file.content.testValues.value(u"context"_s), u"[\"a\",\"b\"]"_s);
        QCOMPARE(file.content.messages.size(), size_t(2));
        QCOMPARE(file.content.messages[0].text,
                 u"You are a poet. {{#firstName}}Talk to {{firstName}}.{{/firstName}}"_s);
        QCOMPARE(file.content.messages[1].text, u"{{question}}"_s);
        QVERIFY(names(read.losses, u"logit_bias"_s));
    }

    void readsPromptfoo()
    {
        const Imported read = importedFile(u"promptfooconfig.yaml"_s);
        QCOMPARE(read.prompts.size(), 2);
        QCOMPARE(read.prompts[0].content.messages[0].text, u"Translate {{text}} to {{language}}"_s);
        QCOMPARE(read.prompts[0].content.model, u"openai/gpt-4o-mini"_s);
        QCOMPARE(read.prompts[0].content.parameters.temperature, 0.5);
        QCOMPARE(read.prompts[1].name, u"chat"_s);
        QCOMPARE(read.prompts[1].content.messages.size(), size_t(2));
        QCOMPARE(read.cases.size(), 1);
        QCOMPARE(read.cases[0].variables.value(u"language"_s), u"French"_s);
        QCOMPARE(read.cases[0].expected, u"bonjour"_s);
        for (const QString &lost : {u"upper"_s, u"file://prompts/other.txt"_s, u"llm-rubric"_s})
            QVERIFY2(names(read.losses, lost), qPrintable(lost));
    }

    void readsLangfuse()
    {
        const Imported read = importedFile(u"langfuse.json"_s);
        const PromptFile &file = read.prompts.first();
        QCOMPARE(read.format, Format::Langfuse);
        QCOMPARE(file.name, u"movie-critic"_s);
        QCOMPARE(file.tags, QStringList{u"film"_s});
        QCOMPARE(file.content.model, u"openai/gpt-4o"_s);
        QVERIFY(file.content.messages[0].text.endsWith(u"{{> style@production}}"_s));
        QCOMPARE(file.content.messages.size(), size_t(2));
        for (const QString &lost : {u"chat_history"_s, u"supported_languages"_s, u"labels"_s})
            QVERIFY2(names(read.losses, lost), qPrintable(lossesOf(read.losses)));
        const auto again = exportPrompt(file, Format::Langfuse);
        QVERIFY(again->bytes.contains("@@@langfusePrompt:name=style|label=production@@@"));
    }

    void langfuseCarriesToolsAndSchema()
    {
        const Imported read = imported(R"({"name": "x", "type": "chat",
            "prompt": [{"role": "user", "content": "hi"}],
            "config": {"model": "gpt-4o", "tools": [{"type": "function", "function": {"name": "look",
                "description": "d", "parameters": {"type": "object", "properties": {}}}}],
                "response_format": {"type": "json_schema", "json_schema": {"name": "r",
                    "schema": {"type": "object", "title": "T"}}}}})",
                                       u"x.json"_s);
        const prompts::PromptContent &content = read.prompts.first().content;
        QCOMPARE(content.tools.size(), 1U);
        QCOMPARE(content.tools.front().name, u"look"_s);
        QCOMPARE(content.parameters.responseSchema[u"title"].toString(), u"T"_s);
        QVERIFY2(read.losses.isEmpty(), qPrintable(lossesOf(read.losses)));
        const auto out = exportPrompt(read.prompts.first(), Format::Langfuse);
        QVERIFY(out);
        QVERIFY(imported(out->bytes, u"x.json"_s).prompts.first() == read.prompts.first());
    }

    void severalPromptsOfAFileAreNamedApart()
    {
        const Imported read = imported("prompts:\n  - Say {{a}}\n  - id: short\n    raw: Hi {{a}}\n  - Go\n"
                                       "providers: [openai:gpt-4o]\n",
                                       u"promptfooconfig.yaml"_s);
        QStringList namesOfAll;
        for (const PromptFile &file : read.prompts)
            namesOfAll << file.name;
        QCOMPARE(namesOfAll, (QStringList{u"promptfooconfig"_s, u"short"_s, u"promptfooconfig-2"_s}));
    }

    void loopsOverMessagesAreLeftOutWhole()
    {
        const Imported read =
            imported("# system:\nHelp {{name}}.\n{% for n in notes %}- {{n}}\n{% endfor %}\n"
                     "{% for item in chat_history %}\n# user:\n{{item.inputs.question}}\n"
                     "# assistant:\n{{item.outputs.answer}}\n{% endfor %}\n"
                     "# user:\n{{question}}\n",
                     u"chat.jinja2"_s);
        const prompts::PromptContent &content = read.prompts.first().content;
        QCOMPARE(content.messages.size(), 2U);
        QVERIFY(content.messages[0].text.contains(u"{{#notes}}"_s)); // a loop within a message stays
        QCOMPARE(content.messages[1].text, u"{{question}}"_s);
        QCOMPARE(read.losses.size(), 1);
        QVERIFY2(names(read.losses, u"chat_history” at line 5"_s), qPrintable(lossesOf(read.losses)));
    }

    void readsLangSmith()
    {
        const Imported read = importedFile(u"langsmith.json"_s);
        const PromptFile &file = read.prompts.first();
        QCOMPARE(read.format, Format::LangSmith);
        QCOMPARE(file.content.messages[0].text, u"Answer as {\"a\": 1} from {{context}}"_s);
        QCOMPARE(file.content.messages[1].text, u"{{question}}"_s);
        QVERIFY(names(read.losses, u"MessagesPlaceholder"_s));
    }

    void readsRequestsOfOpenAiAndAnthropic()
    {
        const Imported responses = importedFile(u"openai-responses.json"_s);
        QCOMPARE(responses.format, Format::OpenAi);
        const prompts::PromptContent &content = responses.prompts.first().content;
        QCOMPARE(content.messages.size(), size_t(2));
        QCOMPARE(content.messages[1].text, u"Hi {{name}}"_s);
        QCOMPARE(content.parameters.reasoningEffort, providers::ReasoningEffort::Low);
        QCOMPARE(content.parameters.responseSchema["type"_L1].toString(), u"object"_s);
        QVERIFY(names(responses.losses, u"store"_s));

        const Imported anthropic = importedFile(u"anthropic.json"_s);
        QCOMPARE(anthropic.format, Format::Anthropic);
        const auto &messages = anthropic.prompts.first().content.messages;
        QCOMPARE(messages.size(), size_t(5));
        QCOMPARE(messages[2].toolCalls.size(), size_t(1));
        QCOMPARE(messages[3].role, Role::Tool);
        QCOMPARE(messages[3].toolCallId, u"t1"_s);
        QCOMPARE(anthropic.prompts.first().content.tools.front().name, u"look"_s);
    }

    void readsLinesOfEvalsAndBatches()
    {
        const Imported evals = importedFile(u"samples.jsonl"_s);
        QCOMPARE(evals.prompts.size(), 1);
        QCOMPARE(evals.prompts[0].content.messages[0].text, u"Answer in { {one}} word."_s);
        QCOMPARE(evals.prompts[0].content.messages[1].text, u"{{input}}"_s);
        QCOMPARE(evals.cases.size(), 2);
        QCOMPARE(evals.cases[1].variables.value(u"input"_s), u"Capital of Peru?"_s);
        QCOMPARE(evals.cases[1].expected, u"Lima"_s);

        const auto broken =
            importPrompts("{\"input\": [{\"role\": \"user\", \"content\": \"a\"}]}\n{oops\n", u"a.jsonl"_s);
        QVERIFY(!broken);
        QVERIFY2(broken.error().message.contains(u"line 2"_s, Qt::CaseInsensitive),
                 qPrintable(broken.error().message));
    }

    void storedPromptsSayWhereTheirTextIs()
    {
        const auto code = importPrompts(
            "client.responses.create(\n  prompt={\"id\": \"pmpt_abc123\", \"version\": \"2\"})\n",
            u"app.py"_s);
        QVERIFY(!code);
        QVERIFY2(code.error().message.contains(u"line 2 calls pmpt_abc123"_s),
                 qPrintable(code.error().message));

        const Imported pasted = importedFile(u"openai-stored.json"_s);
        QCOMPARE(pasted.prompts.first().name, u"pmpt_abc"_s);
        QCOMPARE(pasted.prompts.first().content.messages.front().text, u"Help {{customer}}."_s);
        QCOMPARE(pasted.prompts.first().content.testValues.value(u"customer"_s), u"Ada"_s);
    }

    void aFolderComesBackAndKeepsWhatIsNotOurs()
    {
        const QTemporaryDir folder;
        PromptFile first = wholePrompt();
        PromptFile second;
        second.name = u"greet"_s;
        second.content.messages = {{Role::User, u"Hi {{name}}"_s}};
        QVERIFY(writePromptFolder(folder.path(), {first, second}));
        const auto back = readPromptFolder(folder.path());
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QCOMPARE(back->prompts.size(), 2);
        QVERIFY(back->prompts.contains(first) && back->prompts.contains(second));

        QFile own(folder.filePath(u"README.md"_s));
        QVERIFY(own.open(QIODevice::WriteOnly) && own.write("ours") == 4);
        own.close();
        QVERIFY(writePromptFolder(folder.path(), {second})); // the first is gone now
        QVERIFY(!QFile::exists(folder.filePath(u"support/triage.md"_s)));
        QVERIFY(QFile::exists(own.fileName()));

        QFile broken(folder.filePath(u"z.prompty"_s));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("---\nname: [\n---\n") > 0);
        broken.close();
        const auto refused = readPromptFolder(folder.path());
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.startsWith(u"z.prompty: "_s), qPrintable(refused.error().message));
    }

    void listsOfLangfuseHoldVersions()
    {
        const QByteArray entries =
            R"([{"name": "greet", "version": 2, "prompt": "Hi {{name}}!", "commitMessage": "Warmer",
                 "labels": ["production"], "tags": ["a"]},
                {"name": "other", "version": 7, "prompt": [{"role": "system", "content": "Be brief."}]},
                {"name": "greet", "version": 1, "prompt": "Hello {{name}}.", "config": {"temperature": 0.5}}])";
        for (const QByteArray &bytes : {entries, QByteArray("{\"data\": " + entries + ", \"meta\": {\"page\": 1}}")}) {
            const Imported read = imported(bytes, u"export.json"_s);
            QCOMPARE(read.format, Format::Langfuse);
            QCOMPARE(read.prompts.size(), 3);
            QCOMPARE(read.prompts.at(0).name, u"greet"_s);
            QCOMPARE(read.prompts.at(0).version, 1);
            QCOMPARE(read.prompts.at(0).content.parameters.temperature, 0.5);
            QCOMPARE(read.prompts.at(1).name, u"greet"_s);
            QCOMPARE(read.prompts.at(1).version, 2);
            QCOMPARE(read.prompts.at(1).message, u"Warmer"_s);
            QCOMPARE(read.prompts.at(2).name, u"other"_s);
            QCOMPARE(read.prompts.at(2).version, 0); // the only one of it
            QVERIFY(names(read.losses, u"the labels"_s));
        }
    }

    void listsOfLangSmithHoldCommits()
    {
        const auto commit = [](const char *text, const char *time) {
            return QByteArrayLiteral(
                       "{'commit_hash': 'x', 'full_name': '-/triage', 'created_at': 'TIME', 'manifest':"
                       " {'lc': 1, 'type': 'constructor',"
                       " 'id': ['langchain_core', 'prompts', 'prompt', 'PromptTemplate'],"
                       " 'kwargs': {'template': 'TEXT', 'template_format': 'f-string'}}}")
                .replace('\'', '"')
                .replace("TIME", time)
                .replace("TEXT", text);
        };
        const QByteArray newest = commit("Newer {ticket}", "2026-02-01T00:00:00Z");
        const QByteArray oldest = commit("Older {ticket}", "2026-01-01T00:00:00+00:00");
        for (const QByteArray &bytes :
             {QByteArray("{\"commits\": [" + newest + "," + oldest + "], \"total\": 2}"),
              QByteArray("[" + oldest + "," + newest + "]")}) {
            const Imported read = imported(bytes, u"commits.json"_s);
            QCOMPARE(read.format, Format::LangSmith);
            QCOMPARE(read.prompts.size(), 2);
            QCOMPARE(read.prompts.at(0).name, u"triage"_s);
            QCOMPARE(read.prompts.at(0).content.messages.front().text, u"Older {{ticket}}"_s);
            QCOMPARE(read.prompts.at(1).content.messages.front().text, u"Newer {{ticket}}"_s);
            QVERIFY(read.prompts.at(0).version > 0 && read.prompts.at(0).version < read.prompts.at(1).version);
        }
        const QByteArray repos =
            QByteArrayLiteral("{'repos': [{'repo_handle': 'named-only'}, {'repo_handle': 'whole',"
                              " 'description': 'What it is for.', 'tags': ['x'], 'latest_commit_manifest': ")
                .replace('\'', '"')
            + newest + "}], \"total\": 2}";
        const Imported read = imported(repos, u"repos.json"_s);
        QCOMPARE(read.prompts.size(), 1);
        QCOMPARE(read.prompts.first().name, u"whole"_s);
        QCOMPARE(read.prompts.first().content.notes, u"What it is for."_s);
        QVERIFY(names(read.losses, u"named-only"_s));
    }

    void aPromptFlowGivesItsPromptsAndNamesTheRest()
    {
        const QTemporaryDir folder;
        const auto write = [&folder](const QString &name, const QByteArray &bytes) {
            QFile file(folder.filePath(name));
            if (!QDir(folder.path()).mkpath(QFileInfo(name).path()) || !file.open(QIODevice::WriteOnly)
                || file.write(bytes) != bytes.size())
                qFatal("cannot write");
        };
        write(u"flow/flow.dag.yaml"_s, R"(inputs:
  topic:
    type: string
    description: What it is about
    default: atoms
nodes:
- name: fetch
  type: python
  source: {type: code, path: fetch.py}
- name: joke
  type: llm
  source: {type: code, path: templates/joke.jinja2}
  inputs:
    deployment_name: gpt-4o
    temperature: '0.5'
    max_tokens: '128'
    stop: ''
    best_of: '1'
    topic: ${inputs.topic}
    facts: ${fetch.output}
    mood: merry
    unused: ${inputs.topic}
  provider: AzureOpenAI
  connection: my_connection
  api: chat
- name: summary
  use_variants: true
- name: lost
  type: llm
  source: {type: code, path: gone.jinja2}
- name: outside
  type: prompt
  source: {type: code, path: ../secret.jinja2}
node_variants:
  summary:
    default_variant_id: variant_1
    variants:
      variant_0:
        node: {type: prompt, source: {type: code, path: short.jinja2}, inputs: {}}
      variant_1:
        node: {type: prompt, source: {type: code, path: long.jinja2}, inputs: {}}
)");
        write(u"flow/templates/joke.jinja2"_s,
              "# system:\nBe {{mood}}.\n\n# user:\nA joke about {{topic}}: {{facts}}\n");
        write(u"flow/short.jinja2"_s, "Short.");
        write(u"flow/long.jinja2"_s, "Long.");
        write(u"flow/requirements.txt"_s, "not a prompt");
        write(u"secret.jinja2"_s, "secret");
        write(u"flow/data.jsonl"_s, "{\"topic\": \"x\"}\n");
        const QString graph = folder.filePath(u"flow/flow.dag.yaml"_s);
        const auto read = readPromptFlowGraph(graph);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->prompts.size(), 3);
        const PromptFile &joke = read->prompts.at(0);
        QCOMPARE(joke.name, u"joke"_s);
        QCOMPARE(joke.content.model, u"azure/gpt-4o"_s);
        QCOMPARE(joke.content.parameters.temperature, 0.5);
        QCOMPARE(joke.content.parameters.maxTokens, 128);
        QCOMPARE(joke.content.messages.size(), size_t(2));
        QCOMPARE(joke.content.testValues.value(u"mood"_s), u"merry"_s);
        const auto topic = std::ranges::find(joke.content.variables, u"topic"_s, &prompts::Variable::name);
        QVERIFY(topic != joke.content.variables.end());
        QCOMPARE(topic->defaultValue, u"atoms"_s);
        QCOMPARE(topic->description, u"What it is about"_s);
        QCOMPARE(read->prompts.at(1).name, u"summary"_s);
        QCOMPARE(read->prompts.at(1).content.messages.front().text, u"Long."_s);
        QCOMPARE(read->prompts.at(2).name, u"summary-variant_0"_s);
        for (const QString &lost : {u"node of type \u201Cpython\u201D"_s, u"my_connection"_s, u"best_of"_s, u"unused"_s,
                                    u"what the node \u201Cfetch\u201D gives as \u201Cfacts\u201D"_s, u"gone.jinja2"_s,
                                    u"outside of the flow's folder"_s, u"the wiring of the flow"_s})
            QVERIFY2(names(read->losses, lost), qPrintable(lost + u" is not in\n"_s + lossesOf(read->losses)));
        // As part of a folder: what lies beside the graph belongs to the flow.
        const auto whole = readPromptFolder(folder.path());
        QVERIFY2(whole, whole ? "" : qPrintable(whole.error().message));
        QCOMPARE(whole->prompts.size(), 4); // and the template outside, which the flow did not get

        write(u"flow/templates/joke.jinja2"_s, "# user:\n{% if a %}open");
        const auto open = readPromptFlowGraph(graph);
        QVERIFY(!open);
        QVERIFY2(open.error().message.startsWith(u"templates/joke.jinja2: "_s)
                     && open.error().message.contains(u"line 2, column 1"_s),
                 qPrintable(open.error().message));
    }

    void hostileFlowsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing") << QByteArray() << u"names with values"_s;
        QTest::newRow("no nodes") << QByteArrayLiteral("inputs: {}\n") << u"no nodes"_s;
        QTest::newRow("nodes of another kind") << QByteArrayLiteral("nodes: text\n") << u"no nodes"_s;
        QTest::newRow("a node without a name") << QByteArrayLiteral("nodes: [{type: llm}]\n") << u"nodes[0]"_s;
        QTest::newRow("two of a name") << QByteArrayLiteral("nodes: [{name: a, type: x}, {name: a}]\n")
                                       << u"Two nodes"_s;
        QTest::newRow("no prompt") << QByteArrayLiteral("nodes: [{name: a, type: python}]\n") << u"python"_s;
        QTest::newRow("an absent default")
            << QByteArrayLiteral("nodes: [{name: a, use_variants: true}]\n"
                                 "node_variants: {a: {default_variant_id: z, variants: {b: {node: {}}}}}\n")
            << u"no variant \u201Cz\u201D"_s;
        QTest::newRow("deep") << QByteArray("nodes: " + QByteArray(100'000, '[')) << u"line 1"_s;
        QTest::newRow("many") << QByteArray("nodes:\n" + QByteArray("- {name: a}\n").repeated(2'000))
                              << u"1000 nodes"_s;
        QTest::newRow("a line of 10 MB") << QByteArray("nodes: [{name: \"" + QByteArray(9'900'000, 'a') + "\", type: llm}]\n")
                                         << u"can be carried"_s;
        QTest::newRow("too large") << QByteArray(10'000'001, '#') << u"larger than 10 MB"_s;
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFEn\0o\0d\0", 8) << u"no UTF-8 text"_s;
        QTest::newRow("a folder for a template")
            << QByteArrayLiteral("nodes: [{name: a, type: llm, source: {path: .}}]\n") << u"not in the flow"_s;
        QTest::newRow("a device for a template")
            << QByteArrayLiteral("nodes: [{name: a, type: llm, source: {path: /dev/zero}}]\n") << u"not in the flow"_s;
    }

    void hostileFlowsAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, said);
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"flow.dag.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        const auto read = readPromptFlowGraph(file.fileName());
        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(said), qPrintable(read.error().message.left(500)));
        QVERIFY(read.error().message.size() < 2'000);
    }

    void refusesHostileFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("said");
        QTest::newRow("empty") << QByteArrayLiteral("  \n") << u"a.md"_s << u"empty"_s;
        QTest::newRow("not UTF-8") << QByteArrayLiteral("ok\n\xFF\xFE broken") << u"a.prompty"_s
                                   << u"line 2, column 1"_s;
        QTest::newRow("no end") << QByteArrayLiteral("---\nname: x\n") << u"a.prompt"_s << u"no second"_s;
        QTest::newRow("front matter")
            << QByteArrayLiteral("---\nname: [x\n---\nhello") << u"a.md"_s << u"line"_s;
        QTest::newRow("unknown member")
            << QByteArrayLiteral("---\nname: x\nmodle: y\n---\nhello") << u"a.md"_s << u"modle"_s;
        QTest::newRow("deep JSON") << QByteArray(10'000, '[') << u"a.json"_s << u"line 1"_s;
        const QString plain =
            u"{\"name\": \"x\", \"messages\": [{\"role\": \"user\", \"content\": \"größe\"}]}"_s;
        const auto utf16 = [&plain](QStringConverter::Encoding encoding, QStringConverter::Flag flag) {
            return QByteArray(QStringEncoder(encoding, flag)(plain));
        };
        using Converter = QStringConverter;
        QTest::newRow("UTF-16 with mark") << utf16(Converter::Utf16LE, Converter::Flag::WriteBom)
                                          << u"a.json"_s << u"no UTF-8 text: line 1, column 1"_s;
        QTest::newRow("UTF-16 without mark") << utf16(Converter::Utf16BE, Converter::Flag::Default)
                                             << u"a.json"_s << u"no UTF-8 text: line 1, column 1"_s;
        QTest::newRow("Latin-1") << plain.toLatin1() << u"a.json"_s << u"line 1, column 59"_s;
        QTest::newRow("deep JSON, closed")
            << QByteArray("{\"messages\":" + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}")
            << u"a.json"_s << u"too deeply nested"_s;
        QTest::newRow("deep YAML, closed")
            << QByteArray("prompts: " + QByteArray(100'000, '[') + QByteArray(100'000, ']')) << u"a.yaml"_s
            << u"line 1, column 209"_s;
        QTest::newRow("deep front matter")
            << QByteArray("---\ninput: " + QByteArray("{a: ").repeated(100'000) + "\n---\nx") << u"a.prompt"_s
            << u"line 2"_s;
        QTest::newRow("deep line") << QByteArray("{\"input\":" + QByteArray(100'000, '[') + "\n")
                                   << u"a.jsonl"_s << u"line 1"_s;
        QTest::newRow("deep sections")
            << QByteArray("{{#a}}").repeated(50'000) << u"a.txt"_s << u"line 1, column 1"_s;
        QTest::newRow("an open block of a dotprompt")
            << QByteArrayLiteral("---\nmodel: x\n---\nHello\n  {{#if name}} there") << u"a.prompt"_s
            << u"line 5, column 3: this block is not closed"_s;
        QTest::newRow("a block that only ends")
            << QByteArrayLiteral("a {{/if}}") << u"a.prompt"_s << u"line 1, column 3: \u201C/if\u201D ends no block"_s;
        QTest::newRow("an open tag of a dotprompt")
            << QByteArrayLiteral("a\n{{#if b}}c{{/if}} {{name") << u"a.prompt"_s
            << u"line 2, column 19: this tag is not closed"_s;
        QTest::newRow("deep blocks of a dotprompt, closed")
            << QByteArray(QByteArray("{{#if a}}").repeated(40) + QByteArray("{{/if}}").repeated(40))
            << u"a.prompt"_s << u"line 1, column 289: blocks lie more than 32 deep here"_s;
        QTest::newRow("deep blocks of a dotprompt, a million")
            << QByteArray("{{#if a}}").repeated(1'000'000) << u"a.prompt"_s << u"more than 32 deep"_s;
        QTest::newRow("an open block of Jinja")
            << QByteArrayLiteral("---\nname: x\n---\nsystem:\n{% if a %}b") << u"a.prompty"_s
            << u"line 5, column 1: this block is not closed"_s;
        QTest::newRow("cut front matter") << QByteArrayLiteral("---\nname: x\nmodel: y\n") << u"a.prompty"_s
                                          << u"stops at line 3"_s;
        QTest::newRow("a list with a broken prompt")
            << QByteArrayLiteral("[{\"name\": \"a\", \"prompt\": \"x\"},"
                                 " {\"name\": \"b\", \"prompt\": [{\"role\": \"robot\", \"content\": \"x\"}]}]")
            << u"a.json"_s << u"[1]: "_s;
        QTest::newRow("a list of names alone")
            << QByteArrayLiteral("{\"data\": [{\"name\": \"a\", \"versions\": [1, 2], \"labels\": []}], \"meta\": {}}")
            << u"a.json"_s << u"has no text of it"_s;
        QTest::newRow("a list of other things")
            << QByteArrayLiteral("{\"commits\": [1, 2]}") << u"a.json"_s << u"commits[0] is no object"_s;
        QTest::newRow("a cut list") << QByteArrayLiteral("[{\"name\": \"a\", \"prompt\": \"x\"}, {\"na")
                                    << u"a.json"_s << u"line 1"_s;
        QTest::newRow("cut JSON") << QByteArrayLiteral("{\"name\":\"x\",\"messages\":[{\"role\":\"us")
                                  << u"a.json"_s << u"unterminated"_s;
        QTest::newRow("cut line") << QByteArrayLiteral(
            "{\"input\": [{\"role\": \"user\", \"content\": \"1\"}], \"ideal\": \"2\"}\n"
            "{\"input\": [{\"ro") << u"a.jsonl"_s
                                  << u"line 2"_s;
        QTest::newRow("alias of itself")
            << QByteArrayLiteral("prompts: &a [*a]\n") << u"a.yaml"_s << u"line 1, column 14"_s;
        QTest::newRow("no message") << QByteArrayLiteral("{\"model\": \"gpt-5\", \"input\": []}")
                                    << u"a.json"_s << u"no message"_s;
        QTest::newRow("too large") << QByteArray(10'000'001, 'a') << u"a.md"_s << u"larger than 10 MB"_s;
        QTest::newRow("bad role") << QByteArrayLiteral("[{\"role\": \"robot\", \"content\": \"x\"}]")
                                  << u"a.json"_s << u"messages[0].role"_s;
    }

    void refusesHostileFiles()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, name);
        QFETCH(QString, said);
        const auto read = importPrompts(bytes, name);
        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(said), qPrintable(read.error().message));
    }

    void aLineOfTenMegabytesIsReadOrRefusedSoon()
    {
        const QByteArray line = QByteArray("{{a}} {% if b %} {{#each c}} pmpt_x ").repeated(270'000);
        for (const Format format : readableFormats()) {
            QElapsedTimer timer;
            timer.start();
            const auto read = importPrompts(line, u"a.txt"_s, format);
            QVERIFY2(timer.elapsed() < 20'000, qPrintable(formatTitle(format))); // a second on an idle machine
            if (read) {
                // Its own text, whole; or, of a format that has places for prompts, none and why.
                const bool isWhole = std::ranges::any_of(read->prompts, [&line](const PromptFile &file) {
                    return std::ranges::any_of(file.content.messages, [&line](const auto &message) {
                        return message.text.size() * 2 > line.size();
                    });
                });
                QVERIFY2(isWhole || !read->losses.isEmpty(), qPrintable(formatTitle(format)));
            } else {
                const QString said = read.error().message;
                QVERIFY2(!said.isEmpty() && said.size() < 2000, qPrintable(said.left(300)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(ExchangeTest)
#include "tst_exchange.moc"
