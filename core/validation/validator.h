// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/contract.h"

#include <vector>

namespace assay::validation {

/// One thing that is wrong with an answer.
struct Problem {
    QString rule; ///< stable: "json", "schema", "email", "phone", "url", "date", "regex", "language",
                  ///< "min_length", ...
    QString where; ///< JSON pointer, or "line 3, column 7"; empty for the whole answer
    QString message; ///< one sentence

    friend bool operator==(const Problem &, const Problem &) = default;
};

struct Verdict {
    bool ok = true;
    std::vector<Problem> problems; ///< at most maxProblems, in the order of the answer
    bool repaired = false; ///< set by whoever validated the text that repaired() made

    static constexpr size_t maxProblems = 20;
    friend bool operator==(const Verdict &, const Verdict &) = default;
};

/// {"ok":…, "repaired":…, "problems":[{"rule","where","message"}]}, as traces and the store keep it.
[[nodiscard]] QJsonObject toJson(const Verdict &verdict);

// All functions: any thread, linear in the text's length (a pattern of the contract has a match limit).

/// Holds the text against the contract. White space around it is not held against it. A contract that
/// checked() would refuse gives a problem of rule "contract".
[[nodiscard]] Verdict validate(const OutputContract &contract, const QString &text);

/// The text made to fit where that needs no invention, or nullopt when there is nothing to repair or it
/// cannot be. JSON: taken out of prose or a Markdown fence; open brackets and strings of a cut answer closed
/// (a member without a value is dropped); trailing commas, comments, single quotes, bare keys, Python's
/// True/False/None. Values are never made up. Email, phone, URL, date: the only one in the text. The result
/// may still fail validate().
[[nodiscard]] std::optional<QString> repaired(const OutputContract &contract, const QString &text);

/// Applies the contract's formatters. JsonPretty leaves alone what is not JSON.
[[nodiscard]] QString formatted(const OutputContract &contract, const QString &text);

/// What to tell the model when it is asked again: the problems, the format wanted and to give only the
/// answer. The frame is in English, whatever the language of the program.
[[nodiscard]] QString reAskMessage(const OutputContract &contract, const Verdict &verdict);

} // namespace assay::validation
