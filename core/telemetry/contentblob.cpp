// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/contentblob.h"

#include <memory>

#include <QCoreApplication>
#include <zstd.h>

namespace assay::telemetry {
namespace {

enum Form : char { Plain = 0, Zstd = 1 };
constexpr int compressionLevel = 1; // the log is written on the path of every call
constexpr qsizetype smallestWorthwhile = 128;
constexpr unsigned long long largestContent = 1ULL << 30U;

/// The writer's own: to make one for each call costs more than what it compresses.
ZSTD_CCtx *compressor()
{
    struct Free {
        void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
    };
    thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
    return context.get();
}

} // namespace

QByteArray packContent(const QByteArray &content)
{
    if (content.size() >= smallestWorthwhile) {
        const size_t room = ZSTD_compressBound(static_cast<size_t>(content.size()));
        QByteArray blob(static_cast<qsizetype>(room) + 1, Qt::Uninitialized);
        blob[0] = Zstd;
        const size_t used = ZSTD_compressCCtx(compressor(), blob.data() + 1, room, content.constData(),
                                              static_cast<size_t>(content.size()), compressionLevel);
        if (ZSTD_isError(used) == 0) {
            blob.resize(static_cast<qsizetype>(used) + 1);
            return blob;
        }
    }
    return QByteArray(1, Plain) + content;
}

Result<QByteArray> unpackContent(const QByteArray &blob)
{
    const auto damaged = [] {
        return fail(ErrorCode::Storage,
                    QCoreApplication::translate("RequestLog",
                                                "The content of this call is damaged and cannot be shown."));
    };
    if (blob.isEmpty())
        return damaged();
    if (blob.front() == Plain)
        return blob.mid(1);
    if (blob.front() != Zstd)
        return damaged();
    const auto packed = static_cast<size_t>(blob.size()) - 1;
    const unsigned long long size = ZSTD_getFrameContentSize(blob.constData() + 1, packed);
    if (size > largestContent) // also ZSTD_CONTENTSIZE_ERROR and _UNKNOWN, which are huge
        return damaged();
    QByteArray content(static_cast<qsizetype>(size), Qt::Uninitialized);
    const size_t got =
        ZSTD_decompress(content.data(), static_cast<size_t>(size), blob.constData() + 1, packed);
    if (ZSTD_isError(got) != 0 || got != size)
        return damaged();
    return content;
}

} // namespace assay::telemetry
