// SPDX-License-Identifier: GPL-3.0-or-later
#include "models.h"
#include "workspace/retirement.h"

#include <QCoroFuture>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using workspace::ModelUse;
using workspace::RetiringModel;

QJsonObject toJson(const ModelUse &use)
{
    QJsonObject json{{u"kind"_s, workspace::modelUseKindName(use.kind)}};
    if (!use.name.isEmpty())
        json.insert("name"_L1, use.name);
    if (use.kind == ModelUse::Kind::Prompt) {
        json.insert("version"_L1, use.version);
        json.insert("latest"_L1, use.isLatest);
        json.insert("labels"_L1, QJsonArray::fromStringList(use.labels));
    }
    if (!use.route.isEmpty())
        json.insert("route"_L1, use.route);
    return json;
}

QString textOf(const ModelUse &use)
{
    switch (use.kind) {
    case ModelUse::Kind::Route:
        return u"route %1"_s.arg(use.name);
    case ModelUse::Kind::SemanticCache:
        return u"cache of like questions"_s;
    case ModelUse::Kind::Prompt:
        break;
    }
    QString text = u"%1@%2"_s.arg(use.name).arg(use.version);
    if (!use.labels.isEmpty())
        text += u" (%1)"_s.arg(use.labels.join(u", "_s));
    return text;
}

QString usesOf(const RetiringModel &model)
{
    QStringList uses;
    for (const ModelUse &use : model.uses)
        uses << textOf(use);
    return uses.isEmpty() ? u"nothing"_s : uses.join(u", "_s);
}

QString leftOf(const RetiringModel &model)
{
    return model.daysLeft < 0 ? u"past"_s : QString::number(model.daysLeft);
}

QJsonObject toJson(const RetiringModel &model)
{
    QJsonArray uses;
    for (const ModelUse &use : model.uses)
        uses.append(toJson(use));
    return {{u"model"_s, model.model.toString()},
            {u"last_day"_s, model.lastDay.toString(Qt::ISODate)},
            {u"days_left"_s, model.daysLeft},
            {u"source"_s, model.isFromListing ? u"provider"_s : u"price-list"_s},
            {u"used_by"_s, uses}};
}

QCoro::Task<int> showRetiring(Invocation in, std::optional<int> withinDays)
{
    workspace::Workspace &workspace = *in.workspace;
    const QDate today = QDateTime::fromMSecsSinceEpoch(workspace.clock().utcMicros() / 1000, Qt::UTC).date();
    const auto scope = in.has(u"all"_s) ? workspace::RetirementScope::All : workspace::RetirementScope::InUse;
    auto task = workspace::retiringModels(workspace.providers(), workspace.prompts(), workspace.policies(),
                                          workspace.prices(), today, scope, withinDays);
    const auto retiring = co_await task;
    if (!retiring)
        co_return in.terminal.error(retiring.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const RetiringModel &model : *retiring) {
        json.append(toJson(model));
        rows.append({model.model.toString(), model.lastDay.toString(Qt::ISODate), leftOf(model),
                     model.isFromListing ? u"provider"_s : u"price list"_s, usesOf(model)});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"No model with a known last day is %1."_s.arg(
            in.has(u"all"_s) ? u"listed or in use"_s : u"in use (--all: those merely listed too)"_s));
    else
        in.terminal.table({u"MODEL"_s, u"LAST DAY"_s, u"DAYS LEFT"_s, u"SAYS"_s, u"USED BY"_s}, rows, {2});
    co_return Ok;
}

Result<Work> retiring(const Invocation &in)
{
    std::optional<int> withinDays;
    if (in.has(u"within"_s)) {
        bool isNumber = false;
        withinDays = in.option(u"within"_s).toInt(&isNumber);
        if (!isNumber || *withinDays < 0 || *withinDays > 36'500)
            return fail(ErrorCode::InvalidInput,
                        u"--within needs a number of days from 0, not \"%1\"."_s.arg(
                            in.option(u"within"_s).left(40)));
    }
    return [withinDays](const Invocation &ready) { return showRetiring(ready, withinDays); };
}

} // namespace

QList<Command> modelRetiringCommands()
{
    return {{u"models"_s,
             u"retiring"_s,
             u"[--within DAYS] [--all]"_s,
             u"Lists models whose last day is known, with the prompts, labels and routes that use them."_s,
             0,
             0,
             {{u"within"_s, {}, u"DAYS"_s}, {u"all"_s, {}}},
             Command::Needs::Workspace,
             nullptr,
             retiring}};
}

} // namespace assay::ctl
