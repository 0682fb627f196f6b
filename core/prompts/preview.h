// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

namespace assay::prompts {

/// A passage of a previewed text that no person wrote there, in UTF-16 units.
struct PreviewSpan {
    enum class Kind {
        Value, ///< inserted for a variable
        Missing ///< the tag of a variable that has no value, as it stands in the prompt
    } kind = Kind::Value;
    qsizetype start = 0;
    qsizetype length = 0;
};

struct PreviewMessage {
    providers::Role role = providers::Role::User;
    QString text;
    QList<PreviewSpan> spans; ///< in order, none within another
    std::size_t images = 0;
};

/// What would be sent, as far as it can be told.
struct PromptPreview {
    std::vector<PreviewMessage> messages;
    QStringList missing; ///< variables without a value that need one; not those that only a section tests
    QStringList
        problems; ///< sentences about values that do not fit; they are shown as the texts that they are
};

/// Renders a content whose partials are expanded, as render() does, but goes on where a value is missing or
/// does not fit. InvalidInput for a broken template (message, line and column). Linear; for a worker.
[[nodiscard]] Result<PromptPreview> previewOf(PromptContent content, const QMap<QString, QString> &values);

/// All messages, each below its role, as one copies them.
[[nodiscard]] QString previewText(const PromptPreview &preview);

} // namespace assay::prompts
