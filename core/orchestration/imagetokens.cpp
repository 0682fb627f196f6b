// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/tokencount.h"

#include <algorithm>
#include <cmath>

#include <QtEndian>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

int bigEndian16(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<quint16>(bytes.constData() + at);
}

int littleEndian16(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<quint16>(bytes.constData() + at);
}

int littleEndian24(const QByteArray &bytes, qsizetype at)
{
    return littleEndian16(bytes, at) | static_cast<quint8>(bytes[at + 2]) << 16;
}

std::optional<PixelSize> plausible(PixelSize size)
{
    constexpr int most = 100'000; // what is larger is a damaged header, no picture that a vendor takes
    const bool is = size.width > 0 && size.height > 0 && size.width <= most && size.height <= most;
    return is ? std::optional(size) : std::nullopt;
}

std::optional<PixelSize> pngSize(const QByteArray &bytes)
{
    if (bytes.size() < 24)
        return std::nullopt;
    const auto side = [&bytes](qsizetype at) {
        return static_cast<int>(
            std::min<quint32>(qFromBigEndian<quint32>(bytes.constData() + at), 1'000'000));
    };
    return plausible({side(16), side(20)});
}

/// Walks the segments to the frame header (ITU T.81, B.2.2).
std::optional<PixelSize> jpegSize(const QByteArray &bytes)
{
    qsizetype at = 2;
    while (at + 9 <= bytes.size()) {
        if (static_cast<quint8>(bytes[at]) != 0xff)
            return std::nullopt;
        const int marker = static_cast<quint8>(bytes[at + 1]);
        if (marker == 0xff) { // fill byte
            ++at;
            continue;
        }
        const bool isFrame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame)
            return plausible({bigEndian16(bytes, at + 7), bigEndian16(bytes, at + 5)});
        at += 2 + std::max(bigEndian16(bytes, at + 2), 2);
    }
    return std::nullopt;
}

/// The three kinds of WebP: lossy, lossless and extended.
std::optional<PixelSize> webpSize(const QByteArray &bytes)
{
    if (bytes.size() < 30)
        return std::nullopt;
    constexpr int fourteenBits = 0x3fff;
    if (QByteArrayView(bytes).sliced(8, 4) != "WEBP")
        return std::nullopt;
    const QByteArrayView kind = QByteArrayView(bytes).sliced(12, 4);
    if (kind == "VP8 ")
        return plausible(
            {littleEndian16(bytes, 26) & fourteenBits, littleEndian16(bytes, 28) & fourteenBits});
    if (kind == "VP8L") {
        const auto packed = qFromLittleEndian<quint32>(bytes.constData() + 21);
        return plausible(
            {static_cast<int>(packed & fourteenBits) + 1, static_cast<int>(packed >> 14 & fourteenBits) + 1});
    }
    if (kind == "VP8X")
        return plausible({littleEndian24(bytes, 24) + 1, littleEndian24(bytes, 27) + 1});
    return std::nullopt;
}

double patches(double width, double height, double side)
{
    return std::ceil(width / side) * std::ceil(height / side);
}

double anthropicTokens(PixelSize size)
{
    constexpr double patch = 28;
    constexpr double mostTokens = 4784;
    constexpr double longestSide = 2576;
    const double scale = std::min(1.0, longestSide / std::max(size.width, size.height));
    return std::min(patches(size.width * scale, size.height * scale, patch), mostTokens);
}

} // namespace

std::optional<PixelSize> pixelSizeOf(const QByteArray &bytes)
{
    if (bytes.startsWith("\x89PNG\r\n\x1a\n"))
        return pngSize(bytes);
    if (bytes.startsWith("\xff\xd8"))
        return jpegSize(bytes);
    if ((bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a")) && bytes.size() >= 10)
        return plausible({littleEndian16(bytes, 6), littleEndian16(bytes, 8)});
    if (bytes.startsWith("RIFF"))
        return webpSize(bytes);
    return std::nullopt;
}

double imageTokens(const QString &vendor, const providers::Image &image)
{
    constexpr PixelSize assumed{1024, 1024};
    constexpr double geminiTokens = 1120;
    constexpr double openAiPatch = 32;
    constexpr double openAiTokensPerPatch = 1.2;
    const PixelSize size = pixelSizeOf(image.bytes).value_or(assumed);
    if (vendor == "anthropic"_L1)
        return anthropicTokens(size);
    if (vendor == "gemini"_L1)
        return geminiTokens;
    return patches(size.width, size.height, openAiPatch) * openAiTokensPerPatch;
}

} // namespace assay::orchestration
