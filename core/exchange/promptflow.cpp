// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/promptflow.h"

#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "exchange/yaml.h"
#include "prompts/promptstore.h"
#include "prompts/template.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

constexpr int nodesMax = 1'000;
constexpr qint64 templatesBytesMax = 50'000'000; ///< of all nodes: many may name the same file

Result<QByteArray> contentsOf(const QString &path, const QString &what)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.exists() ? ErrorCode::InvalidInput : ErrorCode::NotFound,
                    Tr::tr("The %1 \u201C%2\u201D cannot be read: %3.").arg(what, path, file.errorString()));
    const QByteArray bytes = file.read(prompts::promptFileBytesMax + 1);
    if (const auto checked = prompts::checkPromptText(bytes, what); !checked)
        return tl::unexpected(checked.error());
    return bytes.startsWith("\xEF\xBB\xBF") ? bytes.mid(3) : bytes;
}

/// Prompt Flow writes numbers as texts, and empty ones for what is not set.
QJsonValue plainValue(const QJsonValue &given)
{
    if (!given.isString())
        return given;
    bool isNumber = false;
    const double number = given.toString().toDouble(&isNumber);
    return isNumber ? QJsonValue(number) : given;
}

class FlowReader final {
public:
    FlowReader(const QString &path, QJsonObject flow)
        : m_folder(QFileInfo(path).absoluteDir())
        , m_flow(std::move(flow))
    {
        m_imported.format = Format::PromptFlow;
    }

    Result<Imported> read()
    {
        const QJsonArray nodes = m_flow["nodes"_L1].toArray();
        if (nodes.isEmpty())
            return fail(ErrorCode::InvalidInput, Tr::tr("The flow has no nodes."));
        if (nodes.size() > nodesMax)
            return fail(ErrorCode::InvalidInput, Tr::tr("A flow may have %1 nodes.").arg(nodesMax));
        QSet<QString> names;
        for (qsizetype i = 0; i < nodes.size(); ++i) {
            const QJsonObject node = nodes.at(i).toObject();
            const QString name = node["name"_L1].toString();
            if (name.isEmpty() || names.contains(name))
                return fail(ErrorCode::InvalidInput,
                            name.isEmpty() ? Tr::tr("The flow's nodes[%1] has no name.").arg(i)
                                           : Tr::tr("Two nodes of the flow are called \u201C%1\u201D.").arg(name));
            names.insert(name);
            if (const auto taken = takeNode(name, node); !taken)
                return tl::unexpected(taken.error());
        }
        if (nodes.size() > 1)
            lose({}, Tr::tr("the wiring of the flow"), Tr::tr("its prompts are carried, not the steps between"));
        return finished();
    }

private:
    void lose(const QString &prompt, const QString &what, const QString &why)
    {
        m_imported.losses.append({prompt, what, why});
    }

    Result<> takeNode(const QString &name, const QJsonObject &node)
    {
        const QJsonObject variants = m_flow["node_variants"_L1][name].toObject();
        const QJsonObject choices = variants["variants"_L1].toObject();
        if (!node["use_variants"_L1].toBool() || choices.isEmpty())
            return takeBody(name, node);
        const QString usual = variants["default_variant_id"_L1].toString();
        if (!choices.contains(usual))
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("The node \u201C%1\u201D has no variant \u201C%2\u201D, its default.").arg(name, usual));
        if (const auto taken = takeBody(name, choices[usual]["node"_L1].toObject()); !taken)
            return taken;
        for (auto it = choices.begin(); it != choices.end(); ++it) {
            if (it.key() == usual)
                continue;
            const QString own = name + u'-' + it.key();
            if (const auto taken = takeBody(own, it.value()["node"_L1].toObject()); !taken)
                return taken;
        }
        return {};
    }

    Result<> takeBody(const QString &name, const QJsonObject &node)
    {
        const QString type = node["type"_L1].toString();
        const bool isModel = type.compare("llm"_L1, Qt::CaseInsensitive) == 0;
        if (!isModel && type.compare("prompt"_L1, Qt::CaseInsensitive) != 0) {
            lose(name, Tr::tr("the node of type \u201C%1\u201D").arg(type),
                 Tr::tr("only LLM and prompt nodes hold a prompt"));
            return {};
        }
        const QString place = node["source"_L1]["path"_L1].toString();
        const QFileInfo file(m_folder.filePath(place));
        // By its real place: a link or ".." must not read other files of this machine.
        const QString real = file.canonicalFilePath();
        if (place.isEmpty() || real.isEmpty() || !file.isFile()) {
            lose(name, Tr::tr("the template \u201C%1\u201D").arg(place), Tr::tr("it is not in the flow's folder"));
            return {};
        }
        if (!real.startsWith(m_folder.canonicalPath() + u'/')) {
            lose(name, Tr::tr("the template \u201C%1\u201D").arg(place), Tr::tr("it lies outside of the flow's folder"));
            return {};
        }
        m_bytes += file.size();
        if (m_bytes > templatesBytesMax)
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("The templates of the flow are larger than %1 MB.").arg(templatesBytesMax / 1'000'000));
        const auto read = contentsOf(real, Tr::tr("template")).and_then([&](const QByteArray &bytes) {
            return importPrompts(bytes, place, Format::PromptFlow);
        });
        if (!read)
            return fail(read.error().code, u"%1: %2"_s.arg(place, read.error().message));
        prompts::PromptFile prompt = read->prompts.first();
        prompt.name = name;
        for (Loss loss : read->losses) {
            loss.prompt = name;
            m_imported.losses.append(loss);
        }
        takeInputs(node, isModel, prompt);
        for (const QLatin1String member : {"activate"_L1, "connection"_L1}) {
            if (node.contains(member))
                lose(name, member == "activate"_L1 ? Tr::tr("the condition of the node")
                                                   : Tr::tr("the connection \u201C%1\u201D").arg(node[member].toString()),
                     member == "activate"_L1 ? QString() : Tr::tr("connect the provider here"));
        }
        m_imported.prompts.append(std::move(prompt));
        return {};
    }

    /// Values of the template's variables, and what the model is asked with.
    void takeInputs(const QJsonObject &node, bool isModel, prompts::PromptFile &prompt)
    {
        const QStringList variables = prompts::variableNames(prompt.content);
        const QJsonObject inputs = node["inputs"_L1].toObject();
        QJsonObject parameters;
        for (auto it = inputs.begin(); it != inputs.end(); ++it) {
            if (variables.contains(it.key()))
                takeValue(it.key(), it.value(), prompt);
            else if (it.key() == "deployment_name"_L1 || it.key() == "model"_L1)
                takeModel(it.value().toString(), node["provider"_L1].toString(), prompt);
            else if (it.key() == "response_format"_L1)
                takeResponseFormat(it.value().toObject(), prompt.content.parameters);
            else if (it.value().toString().startsWith(u'$') || !isModel)
                lose(prompt.name, Tr::tr("the input \u201C%1\u201D").arg(it.key()),
                     Tr::tr("the template does not use it"));
            else if (it.value() != QJsonValue(QString()))
                parameters.insert(it.key(), plainValue(it.value()));
        }
        takeParameters(parameters, {}, prompt, m_imported.losses);
    }

    void takeModel(const QString &name, const QString &provider, prompts::PromptFile &prompt)
    {
        const bool isAzure = provider.startsWith("azure"_L1, Qt::CaseInsensitive);
        const QString model = modelName(name, isAzure || provider.isEmpty() ? u"azure"_s : provider.toLower());
        if (!model.isEmpty())
            prompt.content.model = model;
    }

    void takeValue(const QString &name, const QJsonValue &value, prompts::PromptFile &prompt)
    {
        static const QRegularExpression reference(u"^\\$\\{([^.}]+)\\.([^}]+)\\}$"_s);
        const auto match = reference.match(value.toString());
        if (!match.hasMatch()) {
            prompt.content.testValues.insert(name, textOf(value));
            return;
        }
        if (match.captured(1) != "inputs"_L1) {
            lose(prompt.name, Tr::tr("what the node \u201C%1\u201D gives as \u201C%2\u201D").arg(match.captured(1), name),
                 Tr::tr("give it as a value"));
            return;
        }
        const QJsonObject input = m_flow["inputs"_L1][match.captured(2)].toObject();
        QList<prompts::Variable> &known = prompt.content.variables;
        auto variable = std::ranges::find(known, name, &prompts::Variable::name);
        if (variable == known.end()) {
            known.append({.name = name});
            variable = known.end() - 1;
        }
        variable->description = input["description"_L1].toString();
        if (!input["default"_L1].isUndefined() && !input["default"_L1].isNull())
            variable->defaultValue = textOf(input["default"_L1]);
    }

    Result<Imported> finished()
    {
        if (!m_imported.prompts.isEmpty())
            return std::move(m_imported);
        constexpr qsizetype reasonsMax = 5;
        constexpr qsizetype nameShown = 80; // of a hostile one
        QStringList reasons;
        for (const Loss &loss : m_imported.losses.first(std::min(m_imported.losses.size(), reasonsMax)))
            reasons << loss.prompt.left(nameShown) + u", "_s + loss.what + u": "_s + loss.why;
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("Nothing in the flow can be carried. %1").arg(reasons.join(u"; "_s)));
    }

    QDir m_folder;
    QJsonObject m_flow;
    Imported m_imported;
    qint64 m_bytes = 0;
};

} // namespace

bool isPromptFlowGraph(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    return name.endsWith(".dag.yaml"_L1) || name.endsWith(".dag.yml"_L1);
}

Result<Imported> readPromptFlowGraph(const QString &path)
{
    const auto bytes = contentsOf(path, Tr::tr("flow"));
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto flow = jsonFromYaml(*bytes, Tr::tr("flow"));
    if (!flow)
        return tl::unexpected(flow.error());
    if (!flow->isObject())
        return fail(ErrorCode::InvalidInput, Tr::tr("The flow must hold names with values."));
    return FlowReader(path, flow->toObject()).read();
}

} // namespace assay::exchange
