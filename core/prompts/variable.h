// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "providers/completion.h"

#include <optional>

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace assay::prompts {

/// What the value of a variable, which is always a text, must be.
enum class VariableType {
    Text,
    Number, ///< as JSON writes one: 3, -0.5, 1e6
    Choice, ///< one of Variable::choices
    Json, ///< any JSON; inserted as it is, and a section repeats for each item of an array
    List, ///< one item a line, or a JSON array of texts; a section repeats for each
    Image ///< a data: URL or an https: address; goes with the message that names it
};
/// "text", "number", "choice", "json", "list", "image".
[[nodiscard]] QString variableTypeName(VariableType type);
[[nodiscard]] std::optional<VariableType> variableTypeFromName(QStringView name);

/// What a prompt says of one of its {{variables}}. One that it says nothing of is a required text.
struct Variable {
    QString name;
    VariableType type = VariableType::Text;
    QString description = {};
    bool isRequired = true; ///< an empty value is refused; else it may be left out
    QString defaultValue = {}; ///< stands in where no value is given; empty: there is none
    QStringList choices = {}; ///< of a Choice

    friend bool operator==(const Variable &, const Variable &) = default;
};
/// The one of that name, or null.
[[nodiscard]] const Variable *variableOf(const QList<Variable> &variables, const QString &name);
[[nodiscard]] QJsonObject toJson(const Variable &variable);
/// InvalidInput names the member below `where` ("variables[1]") that is wrong.
[[nodiscard]] Result<Variable> variableFromJson(const QJsonValue &value, const QString &where);

/// The sentence that says why the definition cannot be (a choice without choices, a default that is none of
/// them), or empty.
[[nodiscard]] QString problemWith(const Variable &variable);
/// The sentence that says why a text cannot be the variable's value, with the position in JSON, or empty. An
/// empty text is judged by isRequired alone.
[[nodiscard]] QString problemWithValue(const Variable &variable, const QString &value);

/// The items that a section repeats for: of a List, or of a Json array; nothing for other values.
[[nodiscard]] std::optional<QStringList> itemsOf(const Variable &variable, const QString &value);
/// The picture that an Image's value is. The value must be without problem.
[[nodiscard]] providers::Image imageOf(const QString &value);

} // namespace assay::prompts
