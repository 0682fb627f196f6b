// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/strictobject.h"

#include "validation/validationtr.h"

#include <cmath>

namespace assay::validation {

StrictObject::StrictObject(QJsonObject object, QString path)
    : m_object(std::move(object))
    , m_path(std::move(path))
{
}

QString StrictObject::text(QLatin1String member, const QString &otherwise)
{
    m_known.insert(member);
    const QJsonValue value = m_object.value(member);
    if (value.isUndefined())
        return otherwise;
    if (!value.isString())
        refuse(member, Tr::tr("it must be a text"));
    return value.toString();
}

bool StrictObject::flag(QLatin1String member, bool otherwise)
{
    m_known.insert(member);
    const QJsonValue value = m_object.value(member);
    if (!value.isUndefined() && !value.isBool())
        refuse(member, Tr::tr("it must be true or false"));
    return value.toBool(otherwise);
}

std::optional<int> StrictObject::integer(QLatin1String member, int min, int max)
{
    m_known.insert(member);
    const QJsonValue value = m_object.value(member);
    if (value.isUndefined())
        return std::nullopt;
    const double number = value.toDouble();
    if (!value.isDouble() || std::trunc(number) != number || number < min || number > max) {
        refuse(member, Tr::tr("it must be a whole number from %1 to %2").arg(min).arg(max));
        return std::nullopt;
    }
    return int(number);
}

double StrictObject::number(QLatin1String member, double otherwise, double min, double max)
{
    m_known.insert(member);
    const QJsonValue value = m_object.value(member);
    if (value.isUndefined())
        return otherwise;
    if (!value.isDouble() || value.toDouble() < min || value.toDouble() > max)
        refuse(member, Tr::tr("it must be a number from %1 to %2").arg(min).arg(max));
    return value.toDouble();
}

QJsonObject StrictObject::object(QLatin1String member)
{
    m_known.insert(member);
    const QJsonValue value = m_object.value(member);
    if (!value.isUndefined() && !value.isObject())
        refuse(member, Tr::tr("it must be an object"));
    return value.toObject();
}

QJsonArray StrictObject::array(QLatin1String member)
{
    m_known.insert(member);
    const QJsonValue value = m_object.value(member);
    if (!value.isUndefined() && !value.isArray())
        refuse(member, Tr::tr("it must be a list"));
    return value.toArray();
}

QStringList StrictObject::texts(QLatin1String member)
{
    QStringList texts;
    const QJsonArray values = array(member);
    for (const QJsonValue &value : values) {
        if (!value.isString())
            refuse(member, Tr::tr("it must be a list of texts"));
        texts.append(value.toString());
    }
    return texts;
}

void StrictObject::refuse(const QString &member, const QString &reason)
{
    if (!m_error)
        m_error = Error{
            ErrorCode::InvalidInput, Tr::tr("“%1” is wrong: %2.").arg(pathOf(member), reason), {}, false, {}};
}

QString StrictObject::pathOf(const QString &member) const
{
    return m_path.isEmpty() ? member : QString(m_path + u'.' + member);
}

Result<> StrictObject::finished()
{
    const QStringList members = m_object.keys();
    for (const QString &member : members) {
        if (!m_known.contains(member))
            refuse(member, Tr::tr("there is no such member; check the spelling"));
    }
    if (m_error)
        return tl::unexpected(*m_error);
    return {};
}

void StrictObject::refuseChoice(const QString &member, const QString &name, const QStringList &all)
{
    refuse(member, Tr::tr("“%1” is none of %2").arg(name.left(60), all.join(QLatin1String(", "))));
}

} // namespace assay::validation
