// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace assay {

Result<QJsonObject> parseJsonObject(const QByteArray &utf8, const QString &what)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(utf8, &problem);
    if (problem.error != QJsonParseError::NoError) {
        const QByteArray before = utf8.left(problem.offset);
        const auto line = before.count('\n') + 1;
        const QByteArray lineStart = before.mid(before.lastIndexOf('\n') + 1);
        const auto column = QString::fromUtf8(lineStart).toUcs4().size() + 1;
        return fail(ErrorCode::InvalidInput,
                    QCoreApplication::translate("Json", "The %1 is not valid JSON: line %2, column %3: %4.")
                        .arg(what)
                        .arg(line)
                        .arg(column)
                        .arg(problem.errorString()));
    }
    if (!document.isObject()) {
        return fail(ErrorCode::InvalidInput,
                    QCoreApplication::translate("Json", "The %1 must be a JSON object.").arg(what));
    }
    return document.object();
}

QByteArray toCompactJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray toCompactJson(const QJsonArray &array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

} // namespace assay
