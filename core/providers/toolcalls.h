// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "providers/completion.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::providers {

/// What begins the id of a call that the model gave none. Such an id ties call and result together here; it
/// never goes back over the wire.
inline constexpr QLatin1String madeCallId{"assay-call-"};

/// Function calls that arrive in fragments. Arguments are text cut anywhere, so they are parsed once, when
/// the call is whole.
class ToolCallAssembly final {
public:
    /// The call with this index; makes it when it is new. Null when there are absurdly many.
    struct Call {
        std::int64_t index = 0;
        QString id;
        QString name;
        std::string arguments;
        bool isComplete = false;
        QString signature = {};
    };
    [[nodiscard]] Call *ensureCall(std::int64_t index);
    [[nodiscard]] Call *find(std::int64_t index);
    [[nodiscard]] bool isEmpty() const { return m_calls.empty(); }
    [[nodiscard]] std::int64_t nextIndex() const { return static_cast<std::int64_t>(m_calls.size()); }
    void completeAll();

    struct Outcome {
        std::vector<ToolCall> calls; ///< complete and parsed
        bool isBroken = false; ///< one did not parse
    };
    [[nodiscard]] Outcome take() const;

private:
    std::vector<Call> m_calls;
};

/// Keeps the first text that is not empty: ids and names are repeated or blanked in later fragments.
void keepFirst(QString &target, std::string_view text);

} // namespace assay::providers
