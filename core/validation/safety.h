// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <optional>
#include <span>

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace assay::validation {

/// Which way a text goes: Input to a provider, Output from it.
enum class Direction { Input, Output };
enum class AppliesTo { Input, Output, Both };

/// What a finding leads to, weakest first.
enum class Action {
    Allow, ///< recorded only
    Flag, ///< shown
    Mask, ///< replaced by a placeholder such as [card]
    Hash, ///< replaced by [card:…] with a short keyed hash, so that equal values stay equal
    Review, ///< goes on, and into the queue for a person
    Block ///< the call ends here
};

/// What is recognised.
enum class SafetyKind {
    PaymentCard,
    Iban,
    Email,
    Phone,
    IpAddress,
    NationalId,
    Secret,
    BlockedText,
    Injection
};

/// What to do with one kind of finding. Of several rules that fit, the strongest action counts.
struct SafetyRule {
    QString id; ///< unique in the policy, shown in verdicts
    SafetyKind kind = SafetyKind::PaymentCard;
    AppliesTo appliesTo = AppliesTo::Both;
    Action action = Action::Flag;
    /// Only these recognisers of the kind (see recognisers()), such as "es-dni"; empty for all.
    QStringList only;

    friend bool operator==(const SafetyRule &, const SafetyRule &) = default;
};

/// A word or phrase (whole words, any case), or a regular expression (PCRE2, with a match limit).
struct TextPattern {
    QString text;
    bool isRegex = false;

    friend bool operator==(const TextPattern &, const TextPattern &) = default;
};

/// What may not go out or come in. The default inspects nothing; see usualSafetyRules().
struct SafetyPolicy {
    static constexpr qsizetype patternsMax = 1000; ///< in each list

    bool enabled = false;
    QList<SafetyRule> rules;
    /// Texts never wanted. Without a rule of kind BlockedText they are blocked both ways under the id
    /// "block-list".
    QList<TextPattern> blockList;
    /// Values that are no finding: a finding whose whole text one of these matches is dropped. Not for
    /// Injection.
    QList<TextPattern> allowList;
    double injectionThreshold = 0.7; ///< an Injection rule acts from this score on, 0 to 1
    QString phoneRegion; ///< ISO 3166-1 alpha-2 of numbers without "+"; empty finds only those with it

    friend bool operator==(const SafetyPolicy &, const SafetyPolicy &) = default;
};

/// The rules that hold when a person switches safety on and names none: numbers of cards, accounts and
/// persons are masked both ways, secrets on their way out; e-mail addresses, phone numbers and secrets that
/// come back are shown; what looks like an injection goes to a person.
[[nodiscard]] QList<SafetyRule> usualSafetyRules();

[[nodiscard]] QJsonObject toJson(const SafetyPolicy &policy);
/// Strict: InvalidInput names the member ("safety.rules[2].action"). Includes checked(). A policy that is
/// switched on with neither rules nor a block list would inspect nothing: it gets usualSafetyRules(), which
/// toJson() shows from then on.
[[nodiscard]] Result<SafetyPolicy> safetyPolicyFromJson(const QJsonObject &object);
/// InvalidInput: ids empty or twice, unknown recognisers, a pattern that does not compile (with position), an
/// injection rule that would mask, a threshold out of range.
[[nodiscard]] Result<> checked(const SafetyPolicy &policy);

/// One value found in one text.
struct Finding {
    QString ruleId; ///< of the policy's rule that decided
    QString recogniser; ///< "card", "es-dni", "github-token", "ignore-instructions", …
    SafetyKind kind = SafetyKind::PaymentCard;
    Direction direction = Direction::Input;
    Action action = Action::Flag;
    qsizetype block = 0; ///< index into the texts given
    QString where = {}; ///< as the text's SafetyText::where: "messages[2].tool_calls[0].arguments.card"
    qsizetype offset = 0; ///< in UTF-16 code units of that text
    qsizetype length = 0;
    double score = 1.0; ///< how sure, 0 to 1; of an injection finding the rule's weight
    QString excerpt; ///< masked ("4111…11", "[secret]"), fit for logs

    friend bool operator==(const Finding &, const Finding &) = default;
};
[[nodiscard]] QJsonObject toJson(const Finding &finding);
[[nodiscard]] QJsonArray toJson(const QList<Finding> &findings);
/// Tolerant: for showing what the store keeps; what is unknown there has its default.
[[nodiscard]] QList<Finding> findingsFromJson(const QJsonArray &array);

struct SafetyResult {
    Action action = Action::Allow; ///< the strongest of the findings
    QList<Finding> findings; ///< by block and offset
    QStringList texts; ///< the texts given, with what is to be masked or hashed replaced
    double injectionScore = 0; ///< of the worst text: 1 − Π(1 − weight) over the rules that fired in it

    /// Whether any text differs from what was given.
    [[nodiscard]] bool isChanged() const;

    friend bool operator==(const SafetyResult &, const SafetyResult &) = default;
};

/// Inspects the texts (message blocks of a request, or an answer). Linear in their length; any thread. The
/// policy must be checked(). `hashKey` (16 to 64 bytes) makes Action::Hash stable over runs; when it is empty
/// a key made at random for this run is used, because hashes of card numbers without a key can be undone by
/// trying them all.
[[nodiscard]] SafetyResult inspect(const SafetyPolicy &policy, Direction direction,
                                   std::span<const QString> texts, const QByteArray &hashKey = {});

/// A text within something larger, such as a value in a tool call's arguments.
struct SafetyText {
    QString text;
    QString where = {}; ///< for Finding::where
    QString before = {}; ///< what it follows ("password: "): says what a value is, and is no finding itself

    friend bool operator==(const SafetyText &, const SafetyText &) = default;
};
/// As above; offsets count from the text's begin.
[[nodiscard]] SafetyResult inspect(const SafetyPolicy &policy, Direction direction,
                                   std::span<const SafetyText> texts, const QByteArray &hashKey = {});

/// What can be named in SafetyRule::only, for pickers and the docs.
struct Recogniser {
    QString id;
    SafetyKind kind = SafetyKind::PaymentCard;
    QString description; ///< one sentence in the person's language
    double weight = 1.0; ///< of an injection rule; else 1
};
[[nodiscard]] const QList<Recogniser> &recognisers();

/// Stable names in JSON and the store: "input", "payment_card", "mask".
[[nodiscard]] QString directionName(Direction direction);
[[nodiscard]] QString kindName(SafetyKind kind);
[[nodiscard]] QString actionName(Action action);

} // namespace assay::validation
