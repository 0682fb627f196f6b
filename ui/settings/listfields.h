// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

namespace assay::ui {

/// A column of a setting that is a list, such as the provider of a rate limit.
struct ListField {
    enum class Kind {
        Text,
        Number, ///< whole; empty leaves it out
        Real,
        Flag,
        Word, ///< one of `choices`
        Texts, ///< typed with commas between
        Models ///< of a route: "provider/model" with commas between, "provider/model × 3" for a weight
    };
    QString key; ///< member of the entry; empty where the entry is the value itself
    QString title;
    Kind kind = Kind::Text;
    QStringList choices = {}; ///< the first is that of a new entry
};

/// The columns of a list setting by its path, "rate_limits"; empty when it is no list.
[[nodiscard]] QList<ListField> listFieldsOf(const QString &path);

/// What a cell shows of a member, and what is typed to change it.
[[nodiscard]] QString cellText(const ListField &field, const QJsonValue &value);
/// The reverse; undefined leaves the member out. Whether it is a good value is the policy's to say.
[[nodiscard]] QJsonValue cellValue(const ListField &field, const QString &text);

} // namespace assay::ui
