// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/runcontroller.h"

#include <QStringList>

namespace assay::ui {

/// What a column was asked, as it was sent: every value in its place, so nothing in it is a template any more.
[[nodiscard]] Result<ColumnContent> sentContent(const RunInput &input, const ColumnAsk &ask);

/// The answer as the turn that goes back to its provider: tool calls, reasoning and its signature included.
[[nodiscard]] providers::Message assistantTurn(const providers::Completion &completion);

/// The conversation with one more answer and what a person said to it: a result for each of its tool calls,
/// then a message unless it is empty. The first turn's output contract is not asked of the next.
[[nodiscard]] ColumnContent continued(ColumnContent sent, const providers::Completion &completion,
                                      const QStringList &toolResults, const QString &message);

/// The conversation with one turn said otherwise, up to the answer that this asks for: what followed a user's
/// turn goes, and an assistant's or tool's turn keeps the user's turns right after it.
[[nodiscard]] ColumnContent editedFrom(ColumnContent conversation, std::size_t turn, const QString &text);

} // namespace assay::ui
