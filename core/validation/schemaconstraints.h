// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <valijson/schema_parser.hpp>

namespace assay::validation {

/// Teaches the parser the keywords of schemaprepare.h. Detail of the room.
void addOwnKeywords(valijson::SchemaParser &parser);

} // namespace assay::validation
