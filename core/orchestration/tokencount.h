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
/// - "anthropic": fitted into 2576 x 2576, then one for each patch of 28 x 28, 4,784 at most.
/// - "gemini": 1,120, whatever its size.
/// - others as OpenAI: 1.2 for each patch of 32 x 32.
/// So the current models count, going by public measurements (docs.rs/vision-squeezer 0.6.2, VisionModel;
/// Hugging Face, JOHNISKING/image-token-cost); calibration takes up what older ones do otherwise.
[[nodiscard]] double imageTokens(const QString &vendor, const providers::Image &image);

} // namespace assay::orchestration
