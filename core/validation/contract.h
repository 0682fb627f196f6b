// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <optional>

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace assay::validation {

/// What an answer must be as a whole.
enum class Format {
    Any,
    Json, ///< one JSON value, RFC 8259
    JsonSchema, ///< JSON that `schema` accepts
    Email, ///< one address, RFC 5321 as browsers read it
    Phone, ///< one number that libphonenumber holds valid
    Url, ///< one absolute http(s) or ftp address
    Date, ///< one date or moment in `dateFormat`
    Regex, ///< all of the answer matches `pattern`
    Language ///< the text is written in `language`
};

/// What is done to an answer that passed, in the order listed.
enum class Formatter { Trim, JsonPretty, MarkdownToPlain };

/// What an answer must be, and what happens when it is not. The value in
/// prompts::PromptContent::outputContract.
struct OutputContract {
    static constexpr int maxReAsksMax = 5;
    static constexpr int lengthMax = 10'000'000; ///< the largest minLength and maxLength

    Format format = Format::Any;
    QJsonObject schema; ///< for JsonSchema: draft 4 to 7, and what checked() lets pass of 2020-12
    QString pattern; ///< for Regex: PCRE2
    QString region; ///< for Phone: ISO 3166-1 alpha-2 of numbers without "+"; empty wants the "+"
    QString dateFormat; ///< for Date: as QDateTime::fromString(); empty is ISO 8601
    QString language; ///< for Language: BCP 47, such as "de" or "zh-Hant"
    std::optional<int> minLength; ///< in characters (code points), of the trimmed answer
    std::optional<int> maxLength;
    QStringList mustNotContain; ///< whole words or phrases, in any case
    bool repair = true; ///< try repaired() before asking again
    int maxReAsks = 0; ///< how often the model is asked again with the problems, 0 to maxReAsksMax
    bool failOtherwise = true; ///< else the answer passes with its verdict shown
    QList<Formatter> formatters;

    friend bool operator==(const OutputContract &, const OutputContract &) = default;
};

/// Members that have their default are left out, so the default contract is the empty object.
[[nodiscard]] QJsonObject toJson(const OutputContract &contract);
/// Strict: InvalidInput names the member ("output.max_length") that is unknown, of the wrong type or out of
/// range. Includes checked().
[[nodiscard]] Result<OutputContract> contractFromJson(const QJsonObject &object);
/// InvalidInput for a contract that no answer could be held to: a pattern that does not compile (with the
/// position), a schema that is wrong or uses a keyword that is not supported (with its JSON pointer), an
/// unknown region or language, a minimum above the maximum.
[[nodiscard]] Result<> checked(const OutputContract &contract);

} // namespace assay::validation
