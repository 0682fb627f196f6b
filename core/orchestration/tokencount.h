// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <optional>

#include <QStringView>

namespace assay::orchestration {

/// Roughly how many tokens a byte-pair tokenizer makes of a text: by runs of letters, digits, white space,
/// punctuation and ideographs. Linear in the text, allocates nothing.
[[nodiscard]] double textTokens(QStringView text);

/// Width and height of a picture in pixels.
struct PixelSize {
    int width = 0;
    int height = 0;

    friend bool operator==(const PixelSize &, const PixelSize &) = default;
};
/// Read from the header of a PNG, JPEG, GIF or WebP; nothing when it is none or is cut off.
[[nodiscard]] std::optional<PixelSize> pixelSizeOf(const QByteArray &bytes);

/// What an image costs at a vendor, tokens. A picture of unknown size counts as 1024 x 1024.
/// - "anthropic": fitted into 1568 x 1568, then width x height / 750.
/// - "google": 258 for each tile of 768 x 768; 258 in all up to 384 x 384.
/// - others as OpenAI's GPT-4o: fitted into 2048 x 2048, the short side to 768 at most, then 85 and 170 for
///   each tile of 512 x 512.
/// These are the vendors' published rules for models up to 2025; calibration takes up what differs.
[[nodiscard]] double imageTokens(const QString &vendor, const providers::Image &image);

} // namespace assay::orchestration
