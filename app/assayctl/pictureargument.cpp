// SPDX-License-Identifier: GPL-3.0-or-later
#include "pictureargument.h"

#include <QFile>
#include <QFileInfo>
#include <QMimeDatabase>

using namespace Qt::StringLiterals;

namespace assay::ctl {

Result<providers::Image> pictureArgument(const QString &path)
{
    constexpr qint64 bytesMax = 20'000'000;
    QFile file(path);
    if (QFileInfo(path).isDir())
        return fail(ErrorCode::InvalidInput, u"--image needs a file; \"%1\" is a folder."_s.arg(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound,
                    u"The picture \"%1\" cannot be read: %2."_s.arg(path, file.errorString()));
    providers::Image image;
    image.bytes = file.read(bytesMax + 1);
    if (image.bytes.size() > bytesMax)
        return fail(ErrorCode::InvalidInput,
                    u"The picture \"%1\" is larger than 20 MB. Make it smaller."_s.arg(path));
    image.mediaType = QMimeDatabase().mimeTypeForData(image.bytes).name();
    const QStringList known{u"image/png"_s, u"image/jpeg"_s, u"image/gif"_s, u"image/webp"_s};
    if (!known.contains(image.mediaType))
        return fail(ErrorCode::InvalidInput,
                    u"\"%1\" is no PNG, JPEG, GIF or WebP picture, which are what models see."_s.arg(path));
    return image;
}

} // namespace assay::ctl
