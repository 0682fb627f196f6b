// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of policy.cpp: what goes over the members of the settings, to write, read or check them.
#pragma once

#include "base/money.h"
#include "catalog/provider.h"

#include <chrono>
#include <concepts>
#include <optional>

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

namespace assay::orchestration {

/// T or const T, so that one list of members serves reading and writing.
template <typename T, typename U>
concept Like = std::same_as<std::remove_const_t<T>, U>;

inline QString tr(const char *text)
{
    return QCoreApplication::translate("Policy", text);
}

enum class Needed { No, Yes };

/// Settings to JSON.
class PolicyWriter final {
public:
    [[nodiscard]] const QJsonObject &json() const { return m_json; }

    void flag(QLatin1String name, bool value) { m_json.insert(name, value); }
    template <typename T> void number(QLatin1String name, T value, std::int64_t, std::int64_t)
    {
        m_json.insert(name, static_cast<qint64>(value));
    }
    template <typename T>
    void optionalNumber(QLatin1String name, std::optional<T> value, std::int64_t, std::int64_t)
    {
        if (value)
            m_json.insert(name, static_cast<qint64>(*value));
    }
    void real(QLatin1String name, double value, double, double) { m_json.insert(name, value); }
    template <typename Unit, typename Min, typename Max>
    void duration(QLatin1String name, Unit value, Min, Max)
    {
        m_json.insert(name, static_cast<qint64>(value.count()));
    }
    void text(QLatin1String name, const QString &value)
    {
        if (!value.isEmpty())
            m_json.insert(name, value);
    }
    // Written when empty, too: what can be set must be there to be set.
    void bytes(QLatin1String name, const QByteArray &value) { m_json.insert(name, QString::fromUtf8(value)); }
    void texts(QLatin1String name, const QStringList &values)
    {
        m_json.insert(name, QJsonArray::fromStringList(values));
    }
    void money(QLatin1String name, Money value) { m_json.insert(name, value.toDecimal()); }
    void model(QLatin1String name, const catalog::ModelRef &value, Needed)
    {
        m_json.insert(name, value.model.isEmpty() ? QString() : value.toString());
    }
    template <typename T, typename Name, typename FromName>
    void word(QLatin1String name, T value, Name nameOf, FromName)
    {
        m_json.insert(name, nameOf(value));
    }
    template <typename T> void object(QLatin1String name, const T &value)
    {
        PolicyWriter inner;
        visit(inner, value);
        m_json.insert(name, inner.json());
    }
    template <typename T> void list(QLatin1String name, const QList<T> &values)
    {
        QJsonArray array;
        for (const T &value : values) {
            PolicyWriter inner;
            visit(inner, value);
            array.append(inner.json());
        }
        m_json.insert(name, array);
    }
    void require(bool, const QString &) { }

private:
    QJsonObject m_json;
};

/// JSON to settings: what is missing stays as it is; the first wrong type is the problem.
class PolicyReader final {
public:
    explicit PolicyReader(QJsonObject json, QString path = {})
        : m_json(std::move(json))
        , m_path(std::move(path))
    {
    }
    [[nodiscard]] const QString &problem() const { return m_problem; }

    void flag(QLatin1String name, bool &value)
    {
        if (const auto json = present(name, QJsonValue::Bool, tr("true or false")))
            value = json->toBool();
    }
    template <typename T> void number(QLatin1String name, T &value, std::int64_t, std::int64_t)
    {
        if (const auto json = present(name, QJsonValue::Double, tr("a number")))
            value = whole<T>(*json, name).value_or(value);
    }
    template <typename T>
    void optionalNumber(QLatin1String name, std::optional<T> &value, std::int64_t, std::int64_t)
    {
        if (const auto json = present(name, QJsonValue::Double, tr("a number")))
            value = whole<T>(*json, name);
    }
    void real(QLatin1String name, double &value, double, double)
    {
        if (const auto json = present(name, QJsonValue::Double, tr("a number")))
            value = json->toDouble();
    }
    template <typename Unit, typename Min, typename Max>
    void duration(QLatin1String name, Unit &value, Min, Max)
    {
        if (const auto json = present(name, QJsonValue::Double, tr("a number")))
            value = Unit(whole<std::int64_t>(*json, name).value_or(value.count()));
    }
    void text(QLatin1String name, QString &value)
    {
        if (const auto json = present(name, QJsonValue::String, tr("a text")))
            value = json->toString();
    }
    void bytes(QLatin1String name, QByteArray &value)
    {
        if (const auto json = present(name, QJsonValue::String, tr("a text")))
            value = json->toString().toUtf8();
    }
    void texts(QLatin1String name, QStringList &values)
    {
        const auto json = present(name, QJsonValue::Array, tr("a list of texts"));
        if (!json)
            return;
        values.clear();
        for (const QJsonValue &each : json->toArray()) {
            if (!each.isString())
                return setProblem(name, tr("a list of texts"));
            values.append(each.toString());
        }
    }
    void money(QLatin1String name, Money &value)
    {
        const auto json = present(name, QJsonValue::String, tr("a decimal number in quotes"));
        const auto amount = json ? Money::fromDecimal(json->toString()) : std::nullopt;
        if (json && !amount)
            return setProblem(name, tr("a decimal number in quotes"));
        value = amount.value_or(value);
    }
    void model(QLatin1String name, catalog::ModelRef &value, Needed)
    {
        const auto json = present(name, QJsonValue::String, tr("“provider/model”"));
        if (json && json->toString().isEmpty()) { // none; whether one is needed is the checker's to say
            value = {};
            return;
        }
        const auto ref = json ? catalog::parseModelRef(json->toString()) : std::nullopt;
        if (json && !ref)
            return setProblem(name, tr("“provider/model”"));
        value = ref.value_or(value);
    }
    template <typename T, typename Name, typename FromName>
    void word(QLatin1String name, T &value, Name, FromName fromName)
    {
        const auto json = present(name, QJsonValue::String, tr("a word"));
        const auto known = json ? fromName(json->toString()) : std::nullopt;
        if (json && !known)
            return setProblem(name, tr("a word that Assay knows"));
        value = known.value_or(value);
    }
    template <typename T> void object(QLatin1String name, T &value)
    {
        if (const auto json = present(name, QJsonValue::Object, tr("an object")))
            readInto(value, json->toObject(), pathOf(name));
    }
    template <typename T> void list(QLatin1String name, QList<T> &values)
    {
        const auto json = present(name, QJsonValue::Array, tr("a list"));
        if (!json)
            return;
        values.clear();
        const QJsonArray array = json->toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            T value;
            const QString path = QString(pathOf(name) + u'[' + QString::number(i) + u']');
            if (!array.at(i).isObject())
                return setProblem(name, tr("a list of objects"));
            readInto(value, array.at(i).toObject(), path);
            values.append(value);
        }
    }
    void require(bool, const QString &) { }

private:
    [[nodiscard]] QString pathOf(QLatin1String name) const
    {
        return m_path.isEmpty() ? QString(name) : QString(m_path + u'.' + name);
    }
    void setProblem(QLatin1String name, const QString &wanted)
    {
        if (m_problem.isEmpty())
            m_problem = tr("The setting “%1” must be %2.").arg(pathOf(name), wanted);
    }
    std::optional<QJsonValue> present(QLatin1String name, QJsonValue::Type type, const QString &wanted)
    {
        const QJsonValue value = m_json.value(name);
        if (value.isUndefined())
            return std::nullopt;
        if (value.type() == type)
            return value;
        setProblem(name, wanted);
        return std::nullopt;
    }
    template <typename T> std::optional<T> whole(const QJsonValue &value, QLatin1String name)
    {
        const qint64 number = value.toInteger();
        // toInteger() gives the default, 0, for what is not whole.
        if (static_cast<double>(number) != value.toDouble() || !std::in_range<T>(number)) {
            setProblem(name, tr("a whole number"));
            return std::nullopt;
        }
        return static_cast<T>(number);
    }
    template <typename T> void readInto(T &value, const QJsonObject &json, const QString &path)
    {
        PolicyReader inner(json, path);
        visit(inner, value);
        if (m_problem.isEmpty())
            m_problem = inner.problem();
    }

    QJsonObject m_json;
    QString m_path;
    QString m_problem;
};

/// Finds the first setting out of its range.
class PolicyChecker final {
public:
    [[nodiscard]] const QString &problem() const { return m_problem; }

    void flag(QLatin1String, bool) { }
    template <typename T> void number(QLatin1String name, T value, std::int64_t min, std::int64_t max)
    {
        checkRange(name, static_cast<std::int64_t>(value), min, max);
    }
    template <typename T>
    void optionalNumber(QLatin1String name, std::optional<T> value, std::int64_t min, std::int64_t max)
    {
        if (value)
            checkRange(name, static_cast<std::int64_t>(*value), min, max);
    }
    void real(QLatin1String name, double value, double min, double max) { checkRange(name, value, min, max); }
    template <typename Unit, typename Min, typename Max>
    void duration(QLatin1String name, Unit value, Min min, Max max)
    {
        checkRange(name, static_cast<std::int64_t>(value.count()),
                   static_cast<std::int64_t>(std::chrono::duration_cast<Unit>(min).count()),
                   static_cast<std::int64_t>(std::chrono::duration_cast<Unit>(max).count()));
    }
    void text(QLatin1String, const QString &) { }
    void bytes(QLatin1String, const QByteArray &) { }
    void texts(QLatin1String, const QStringList &) { }
    void money(QLatin1String, Money) { }
    void model(QLatin1String name, const catalog::ModelRef &value, Needed needed)
    {
        require(needed == Needed::No || (!value.provider.isEmpty() && !value.model.isEmpty()),
                tr("The setting “%1” must be “provider/model”.").arg(pathOf(name)));
    }
    template <typename T, typename Name, typename FromName> void word(QLatin1String, T, Name, FromName) { }
    template <typename T> void object(QLatin1String name, const T &value)
    {
        m_path.append(name);
        visit(*this, value);
        m_path.removeLast();
    }
    template <typename T> void list(QLatin1String name, const QList<T> &values)
    {
        for (qsizetype i = 0; i < values.size(); ++i) {
            m_path.append(QString(name + u'[' + QString::number(i) + u']'));
            visit(*this, values.at(i));
            m_path.removeLast();
        }
    }
    void require(bool holds, const QString &otherwise)
    {
        if (!holds && m_problem.isEmpty())
            m_problem = otherwise;
    }

private:
    [[nodiscard]] QString pathOf(QLatin1String name) const
    {
        return QString((m_path + QStringList(QString(name))).join(u'.'));
    }
    template <typename T> void checkRange(QLatin1String name, T value, T min, T max)
    {
        require(value >= min && value <= max,
                tr("The setting “%1” must be between %2 and %3.").arg(pathOf(name)).arg(min).arg(max));
    }

    QStringList m_path;
    QString m_problem;
};

} // namespace assay::orchestration
