// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/contenttext.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

QString indented(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

QString valueText(const QJsonValue &value)
{
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

/// A picture's address, or its type and a part of its hash, so that another picture is another text.
QString nameOf(const providers::Image &image)
{
    if (!image.url.isEmpty())
        return image.url;
    constexpr qsizetype hashChars = 12;
    return u"%1, %2 bytes, %3"_s.arg(image.mediaType)
        .arg(image.bytes.size())
        .arg(QString::fromLatin1(QCryptographicHash::hash(image.bytes, QCryptographicHash::Sha256).toHex())
                 .left(hashChars));
}

/// What a message has beside its role and text.
QString attachmentsOf(const providers::Message &message)
{
    QString text;
    for (const providers::Image &image : message.images)
        text += u"[image: %1]\n"_s.arg(nameOf(image));
    QJsonObject rest = providers::toJson(message);
    for (const QLatin1String shown : {"role"_L1, "content"_L1, "text"_L1})
        rest.remove(shown);
    for (auto it = rest.begin(); it != rest.end(); ++it) {
        constexpr qsizetype lengthMax = 200; // a picture says little in base64
        text += u"[%1: %2]\n"_s.arg(it.key(), valueText(it.value()).left(lengthMax));
    }
    return text;
}

} // namespace

QString contentText(const PromptContent &content)
{
    QString text;
    for (const providers::Message &message : content.messages)
        text += u"# %1\n"_s.arg(providers::roleName(message.role)) + message.text + u'\n'
            + attachmentsOf(message) + u'\n';
    const QJsonObject parameters = providers::toJson(content.parameters);
    if (!content.model.isEmpty() || !parameters.isEmpty())
        text += u"# settings\n"_s;
    if (!content.model.isEmpty())
        text += u"model: %1\n"_s.arg(content.model);
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        text += u"%1: %2\n"_s.arg(it.key(), valueText(it.value()));
    for (const providers::Tool &tool : content.tools)
        text += u"# tool %1\n"_s.arg(tool.name) + indented(providers::toJson(tool));
    if (!content.outputContract.isEmpty())
        text += u"# output\n"_s + indented(content.outputContract);
    for (const Variable &variable : content.variables)
        text += u"# variable %1\n"_s.arg(variable.name) + indented(toJson(variable));
    if (!content.testValues.isEmpty())
        text += u"# test values\n"_s;
    for (auto it = content.testValues.begin(); it != content.testValues.end(); ++it)
        text += u"%1: %2\n"_s.arg(it.key(), it.value());
    if (!content.notes.isEmpty())
        text += u"# notes\n"_s + content.notes + u'\n';
    return text;
}

} // namespace assay::prompts
