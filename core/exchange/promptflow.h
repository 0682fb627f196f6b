// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/exchange.h"

namespace assay::exchange {

/// Whether a file is called like the graph of a Prompt Flow: "flow.dag.yaml".
[[nodiscard]] bool isPromptFlowGraph(const QString &path);

/// Reads the graph of an Azure Prompt Flow with the templates of its nodes, which lie in the same folder or
/// below. Each LLM and prompt node becomes a prompt of its name, a further variant one of its own
/// ("summarize-variant_1"). What else a flow has is a loss: other nodes, conditions, connections, the wiring.
/// InvalidInput names file, position and reason. Blocks.
///
/// https://microsoft.github.io/promptflow/reference/flow-yaml-schema-reference.html
[[nodiscard]] Result<Imported> readPromptFlowGraph(const QString &path);

} // namespace assay::exchange
