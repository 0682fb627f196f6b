// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/validator.h"

#include <memory>

#include <QJsonValue>

namespace valijson {
class Schema;
}

namespace assay::validation {

/// A compiled JSON schema. Any thread, one at a time. Detail of the room.
class JsonSchema final {
public:
    /// InvalidInput names the JSON pointer of what is wrong or not supported (see schemaprepare.h).
    [[nodiscard]] static Result<JsonSchema> compile(const QJsonObject &schema);
    ~JsonSchema();
    JsonSchema(JsonSchema &&) noexcept;
    JsonSchema &operator=(JsonSchema &&) noexcept;

    /// What is wrong with the value; `where` is a JSON pointer into it.
    [[nodiscard]] std::vector<Problem> problems(const QJsonValue &value) const;

private:
    JsonSchema();
    std::unique_ptr<valijson::Schema> m_schema;
};

} // namespace assay::validation
