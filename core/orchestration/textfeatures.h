// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QChar>
#include <QJsonObject>
#include <QStringView>

namespace assay::orchestration {

/// What can be counted in a text without understanding it. A value; two texts' counts add up.
struct TextFeatures {
    qint64 characters = 0;
    int lines = 0; ///< that are not empty
    int codeLines = 0; ///< inside a ``` fence, or ending or beginning as code does
    int listItems = 0; ///< lines beginning with "-", "*", "•" or a number and a point or bracket
    int questions = 0; ///< question marks of any script; several in a row count once
    int reasoningWords =
        0; ///< distinct words per line that ask for thought (English, German, French, Spanish)
    std::array<qint64, QChar::ScriptCount> letters{}; ///< by script

    TextFeatures &operator+=(const TextFeatures &other);
    /// Scripts that make up at least 5 % of the letters.
    [[nodiscard]] int scriptCount() const;
};
/// Linear in the text.
[[nodiscard]] TextFeatures textFeatures(QStringView text);

/// Named properties of a JSON Schema, nested ones too.
[[nodiscard]] int propertyCount(const QJsonObject &schema);

} // namespace assay::orchestration
