// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/calltrace.h"

#include "base/names.h"

#include <array>
#include <cmath>

#include <QCborArray>
#include <QCborMap>
#include <QCborStreamWriter>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::telemetry {
namespace {

constexpr std::array stageNames{
    std::pair{TraceStage::Admitted, "admitted"_L1},     std::pair{TraceStage::Safety, "safety"_L1},
    std::pair{TraceStage::Budget, "budget"_L1},         std::pair{TraceStage::Cache, "cache"_L1},
    std::pair{TraceStage::Route, "route"_L1},           std::pair{TraceStage::Queue, "queue"_L1},
    std::pair{TraceStage::Attempt, "attempt"_L1},       std::pair{TraceStage::FirstToken, "first_token"_L1},
    std::pair{TraceStage::Retry, "retry"_L1},           std::pair{TraceStage::Hedge, "hedge"_L1},
    std::pair{TraceStage::Validation, "validation"_L1}, std::pair{TraceStage::Done, "done"_L1},
};

constexpr double microsPerMilli = 1000;

double milliseconds(std::int64_t micros)
{
    return static_cast<double>(micros) / microsPerMilli;
}

std::int64_t micros(const QJsonValue &milliseconds)
{
    return std::llround(milliseconds.toDouble() * microsPerMilli);
}

} // namespace

QString traceStageName(TraceStage stage)
{
    return nameIn(stageNames, stage);
}

std::optional<TraceStage> traceStageFromName(QStringView name)
{
    return valueIn(stageNames, name);
}

QJsonArray toJson(const CallTrace &trace)
{
    QJsonArray array;
    for (const TraceStep &step : trace) {
        QJsonObject object{{u"stage"_s, traceStageName(step.stage)}, {u"at_ms"_s, milliseconds(step.atUs)}};
        if (step.durationUs > 0)
            object.insert("duration_ms"_L1, milliseconds(step.durationUs));
        for (const auto &[name, text] :
             {std::pair{"model"_L1, &step.model}, std::pair{"outcome"_L1, &step.outcome},
              std::pair{"detail"_L1, &step.detail}}) {
            if (!text->isEmpty())
                object.insert(name, *text);
        }
        if (!step.facts.isEmpty())
            object.insert("facts"_L1, step.facts);
        array.append(object);
    }
    return array;
}

CallTrace traceFromJson(const QJsonArray &json)
{
    CallTrace trace;
    for (const QJsonValue &value : json) {
        const auto stage = traceStageFromName(value["stage"_L1].toString());
        if (!stage)
            continue;
        trace.push_back({*stage, micros(value["at_ms"_L1]), micros(value["duration_ms"_L1]),
                         value["model"_L1].toString(), value["outcome"_L1].toString(),
                         value["detail"_L1].toString(), value["facts"_L1].toObject()});
    }
    return trace;
}

QByteArray toCbor(const CallTrace &trace)
{
    QByteArray cbor;
    QCborStreamWriter writer(&cbor);
    writer.startArray(trace.size());
    for (const TraceStep &step : trace) {
        writer.startArray(7);
        writer.append(traceStageName(step.stage));
        writer.append(qint64(step.atUs));
        writer.append(qint64(step.durationUs));
        for (const QString *text : {&step.model, &step.outcome, &step.detail})
            writer.append(*text);
        QCborValue(QCborMap::fromJsonObject(step.facts)).toCbor(writer);
        writer.endArray();
    }
    writer.endArray();
    return cbor;
}

CallTrace traceFromStored(const QByteArray &stored)
{
    if (stored.startsWith('[')) // calls of older versions; no CBOR array begins so
        return traceFromJson(QJsonDocument::fromJson(stored).array());
    CallTrace trace;
    const QCborArray steps = QCborValue::fromCbor(stored).toArray();
    for (const QCborValue &value : steps) {
        const QCborArray step = value.toArray();
        const auto stage = traceStageFromName(step.at(0).toString());
        if (!stage)
            continue;
        trace.push_back({*stage, step.at(1).toInteger(), step.at(2).toInteger(), step.at(3).toString(),
                         step.at(4).toString(), step.at(5).toString(), step.at(6).toMap().toJsonObject()});
    }
    return trace;
}

} // namespace assay::telemetry
