// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/template.h"

#include <QString>
#include <QStringView>

namespace assay::prompts {

/// One {{tag}} of a template.
struct TemplateTag {
    TagKind kind = TagKind::Broken;
    qsizetype start = 0;
    qsizetype length = 0; ///< braces included; of a Broken one as far as it can be told
    QStringView name; ///< "." for the section's own value; of a Partial "name" or "name@reference"
    QString problem; ///< the sentence, of a Broken one
};

/// Finds the tags of a text one by one, cutting it exactly where the mustache renderer does. Linear in the
/// text, also over many broken tags. Detail of the room.
class TemplateScanner final {
public:
    explicit TemplateScanner(QStringView text)
        : m_text(text)
    {
    }
    /// The next tag, or one of length 0 at the end of the text. After a Broken one scanning goes on inside
    /// it.
    [[nodiscard]] TemplateTag next();

private:
    [[nodiscard]] TemplateTag read(qsizetype start);
    [[nodiscard]] qsizetype closing(QStringView braces, qsizetype from);

    QStringView m_text;
    qsizetype m_position = 0;
    qsizetype m_twoBraces = 0; ///< the next "}}" at or after the last place asked for; -1: there is none
    qsizetype m_threeBraces = 0;
};

} // namespace assay::prompts
