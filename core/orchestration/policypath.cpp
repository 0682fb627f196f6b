// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/policypath.h"

#include "orchestration/orchestrationtr.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;

Result<QJsonObject> replaced(QJsonObject object, const QStringList &path, const QJsonValue &value)
{
    const QString &name = path.first();
    if (!object.contains(name)) {
        return fail(
            ErrorCode::InvalidInput,
            Tr::tr("There is no setting “%1”. There are: %2.").arg(name, object.keys().join(u", "_s)));
    }
    if (path.size() == 1) {
        object.insert(name, value);
        return object;
    }
    return replaced(object.value(name).toObject(), path.mid(1), value).map([&](const QJsonObject &inner) {
        object.insert(name, inner);
        return object;
    });
}

} // namespace

QJsonValue settingAt(const QJsonObject &policy, const QString &path)
{
    QJsonValue value = policy;
    for (const QString &name : path.split(u'.'))
        value = value[name];
    return value;
}

Result<QJsonObject> withSetting(const QJsonObject &policy, const QString &path, const QJsonValue &value)
{
    return replaced(policy, path.split(u'.'), value);
}

QJsonValue settingFromText(const QString &text)
{
    const QJsonDocument wrapped = QJsonDocument::fromJson("[" + text.toUtf8() + "]");
    return wrapped.array().size() == 1 ? wrapped.array().first() : QJsonValue(text);
}

QString settingText(const QJsonValue &value)
{
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    return value.isDouble() ? QString::number(value.toDouble(), 'g', 15) : value.toString();
}

} // namespace assay::orchestration
