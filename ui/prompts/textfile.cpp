// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/textfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr qint64 sizeMax = 1'000'000;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(TextFile)
};

} // namespace

Result<QString> readTextFile(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("\u201C%1\u201D cannot be read: %2.").arg(name, file.errorString()));
    const QByteArray bytes = file.read(sizeMax + 1);
    if (bytes.size() > sizeMax)
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("\u201C%1\u201D has more than 1 MB, the most that is put into a message.").arg(name));
    QStringDecoder decoder(QStringConverter::encodingForData(bytes).value_or(QStringConverter::Utf8));
    QString text = decoder(bytes);
    if (decoder.hasError() || text.contains(QChar(0)))
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("\u201C%1\u201D is no text in UTF-8: it cannot be put into a message.").arg(name));
    return text.replace(u"\r\n"_s, u"\n"_s);
}

} // namespace assay::ui
