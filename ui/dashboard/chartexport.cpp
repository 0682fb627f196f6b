// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/chartexport.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QSaveFile>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QString csvCell(QString cell)
{
    bool isNumber = false;
    std::ignore = cell.toDouble(&isNumber);
    if (!isNumber && !cell.isEmpty() && u"=+-@\t\r\n"_s.contains(cell.front()))
        cell.prepend(u'\'');
    if (cell.contains(u'"') || cell.contains(u',') || cell.contains(u'\n') || cell.contains(u'\r'))
        return u'"' + cell.replace(u'"', u"\"\""_s) + u'"';
    return cell;
}

} // namespace

QByteArray toCsv(const QList<QStringList> &rows)
{
    QString text;
    for (const QStringList &row : rows) {
        QStringList cells;
        for (const QString &cell : row)
            cells.append(csvCell(cell));
        text += cells.join(u',') + u"\r\n"_s;
    }
    return text.toUtf8();
}

Result<> saveFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return fail(ErrorCode::Storage,
                QCoreApplication::translate("ChartExport", "%1 cannot be written: %2. Choose another place.")
                    .arg(path, file.errorString()));
}

QByteArray toPng(QWidget &widget)
{
    constexpr int scale = 2;
    QImage picture(widget.size() * scale, QImage::Format_ARGB32_Premultiplied);
    picture.setDevicePixelRatio(scale);
    picture.fill(widget.palette().color(QPalette::Base));
    widget.render(&picture);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    picture.save(&buffer, "PNG");
    return bytes;
}

} // namespace assay::ui
