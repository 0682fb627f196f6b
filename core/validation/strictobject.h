// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/names.h"
#include "base/result.h"

#include <optional>

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QStringList>

namespace assay::validation {

/// Reads the members of an object that a person or a file gave, remembers the first that is wrong and names
/// it by its path ("output.max_length"). Members nobody asked for are refused by finished(). Detail of the
/// room.
class StrictObject final {
public:
    StrictObject(QJsonObject object, QString path);

    [[nodiscard]] bool has(QLatin1String member) const { return m_object.contains(member); }
    [[nodiscard]] QString text(QLatin1String member, const QString &otherwise = {});
    [[nodiscard]] bool flag(QLatin1String member, bool otherwise);
    [[nodiscard]] std::optional<int> integer(QLatin1String member, int min, int max);
    [[nodiscard]] double number(QLatin1String member, double otherwise, double min, double max);
    [[nodiscard]] QJsonObject object(QLatin1String member);
    [[nodiscard]] QJsonArray array(QLatin1String member);
    [[nodiscard]] QStringList texts(QLatin1String member);

    /// One of the words of a table, as its value.
    template <typename Enum, size_t N>
    [[nodiscard]] Enum choice(QLatin1String member,
                              const std::array<std::pair<Enum, QLatin1String>, N> &names, Enum otherwise)
    {
        if (!has(member)) {
            m_known.insert(member);
            return otherwise;
        }
        const QString name = text(member);
        if (const std::optional<Enum> known = valueIn(names, name))
            return *known;
        QStringList all;
        for (const auto &each : names)
            all.append(each.second);
        refuseChoice(member, name, all);
        return otherwise;
    }

    void refuse(const QString &member, const QString &reason);
    [[nodiscard]] QString pathOf(const QString &member) const;
    /// The first thing that was wrong, or an unknown member, or nothing.
    [[nodiscard]] Result<> finished();

private:
    void refuseChoice(const QString &member, const QString &name, const QStringList &all);

    QJsonObject m_object;
    QString m_path;
    QSet<QString> m_known;
    std::optional<Error> m_error;
};

} // namespace assay::validation
