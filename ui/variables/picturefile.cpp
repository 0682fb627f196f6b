// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/variables/picturefile.h"

#include <QCoreApplication>
#include <QFile>
#include <QMimeDatabase>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr qint64 pictureBytesMax = 20'000'000;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(PictureFile)
};

} // namespace

Result<providers::Image> readPicture(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::NotFound,
                    Tr::tr("\u201C%1\u201D cannot be read: %2.").arg(path, file.errorString()));
    }
    if (file.size() > pictureBytesMax)
        return fail(ErrorCode::InvalidInput, Tr::tr("The picture is larger than 20 MB."));
    providers::Image image;
    image.bytes = file.readAll();
    image.mediaType = QMimeDatabase().mimeTypeForData(image.bytes).name();
    if (!image.mediaType.startsWith("image/"_L1))
        return fail(ErrorCode::InvalidInput, Tr::tr("\u201C%1\u201D is no picture.").arg(path));
    return image;
}

} // namespace assay::ui
