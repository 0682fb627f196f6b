// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/codesnippet.h"

#include "base/names.h"
#include "exchange/exchangetr.h"
#include "providers/codec.h"

#include <array>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

constexpr std::array languages{
    std::pair{SnippetLanguage::Curl, "curl"_L1},
    std::pair{SnippetLanguage::Python, "python"_L1},
    std::pair{SnippetLanguage::TypeScript, "typescript"_L1},
    std::pair{SnippetLanguage::Qt, "qt"_L1},
};

/// Stands where the key goes until it is known how the language reads one.
const QString placeholder = u"assay-key-placeholder"_s;

/// The call, with the placeholder for the key.
struct Call {
    QString url;
    QList<std::pair<QString, QString>> headers;
    QJsonValue body;
    QString variable; ///< that holds the key; empty when none is sent
};

Call callOf(const catalog::Provider &provider, const QByteArray &baseUrl,
            const providers::ModelRequest &request)
{
    const bool isKeyless = !provider.needsKey && provider.keyHint.isEmpty();
    const auto key = isKeyless ? security::Secret() : security::Secret::fromUtf8(placeholder.toUtf8());
    const transport::HttpRequest http =
        providers::codecFor(provider.protocol).encode(provider, baseUrl, key, request);
    Call call;
    call.url = QString::fromUtf8(http.url);
    bool hasKey = call.url.contains(placeholder);
    for (const auto &[name, value] : http.headers.all()) {
        call.headers.append(std::pair{QString::fromUtf8(name), QString::fromUtf8(value)});
        hasKey = hasKey || call.headers.last().second.contains(placeholder);
    }
    const QJsonDocument body = QJsonDocument::fromJson(http.body);
    call.body = body.isArray() ? QJsonValue(body.array()) : QJsonValue(body.object());
    call.variable = hasKey ? keyVariable(provider) : QString();
    return call;
}

QString jsonOf(const QJsonValue &value)
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
}

/// A text as JSON writes one, which Python, TypeScript and C++ read alike.
QString quoted(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2));
}

QString shellQuoted(QString text)
{
    return QString(u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'');
}

QString curl(const Call &call)
{
    // Double quotes where the shell has to put the key in.
    const auto withKey = [&call](const QString &text) {
        if (!text.contains(placeholder))
            return shellQuoted(text);
        QString escaped = text;
        escaped.replace(QRegularExpression(u"([\"\\\\$`])"_s), u"\\\\\\1"_s);
        escaped.replace(placeholder, u"${%1}"_s.arg(call.variable));
        return QString(u'"' + escaped + u'"');
    };
    QString text = QString(u"curl " + withKey(call.url));
    for (const auto &[name, value] : call.headers)
        text += u" \\\n  -H "_s + withKey(QString(name + u": " + value));
    return QString(text + u" \\\n  -d " + shellQuoted(jsonOf(call.body)) + u'\n');
}

QString pythonLiteral(const QJsonValue &value, const QString &indent)
{
    const QString inner = indent + u"    "_s;
    if (value.isObject()) {
        QStringList members;
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            members.append(QString(inner + quoted(it.key()) + u": " + pythonLiteral(it.value(), inner)));
        return members.isEmpty() ? u"{}"_s
                                 : QString(u"{\n" + members.join(",\n"_L1) + u",\n" + indent + u'}');
    }
    if (value.isArray()) {
        QStringList items;
        for (const QJsonValue &item : value.toArray())
            items.append(QString(inner + pythonLiteral(item, inner)));
        return items.isEmpty() ? u"[]"_s : QString(u"[\n" + items.join(",\n"_L1) + u",\n" + indent + u']');
    }
    if (value.isBool())
        return value.toBool() ? u"True"_s : u"False"_s;
    if (value.isNull())
        return u"None"_s;
    return value.isString() ? quoted(value.toString()) : value.toVariant().toString();
}

/// A text with the key in it, put together as the language does: "a" + KEY + "b".
QString joined(const QString &text, const QString &key)
{
    if (!text.contains(placeholder))
        return quoted(text);
    const QString before = text.section(placeholder, 0, 0);
    const QString after = text.section(placeholder, 1);
    QStringList parts;
    if (!before.isEmpty())
        parts.append(quoted(before));
    parts.append(key);
    if (!after.isEmpty())
        parts.append(quoted(after));
    return parts.join(" + "_L1);
}

/// With the standard library alone, so that it runs wherever Python does.
QString python(const Call &call)
{
    const QString key = u"os.environ[\"%1\"]"_s.arg(call.variable);
    QString text = u"import json\n"_s;
    if (!call.variable.isEmpty())
        text += u"import os\n"_s;
    text += u"import sys\nimport urllib.error\nimport urllib.request\n\n"
            "request = urllib.request.Request(\n    "_s
        + joined(call.url, key) + u",\n    headers={\n"_s;
    for (const auto &[name, value] : call.headers)
        text += u"        "_s + quoted(name) + u": "_s + joined(value, key) + u",\n"_s;
    text += u"    },\n    data=json.dumps("_s + pythonLiteral(call.body, u"    "_s)
        + u").encode(),\n    method=\"POST\",\n)\n"
          "try:\n"
          "    with urllib.request.urlopen(request, timeout=120) as response:\n"
          "        print(response.read().decode())\n"
          "except urllib.error.HTTPError as error:\n"
          "    sys.exit(f\"HTTP {error.code}: {error.read().decode()}\")\n"_s;
    return text;
}

QString typeScript(const Call &call)
{
    const QString key = u"process.env.%1"_s.arg(call.variable);
    QString text = u"const response = await fetch("_s + joined(call.url, key)
        + u", {\n  method: \"POST\",\n  headers: {\n"_s;
    for (const auto &[name, value] : call.headers)
        text += u"    "_s + quoted(name) + u": "_s + joined(value, key) + u",\n"_s;
    QString body = jsonOf(call.body);
    body.replace(u'\n', u"\n  "_s);
    text += u"  },\n  body: JSON.stringify("_s + body
        + u"),\n});\nif (!response.ok) throw new Error(await response.text());\n"
          "console.log(await response.text());\n"_s;
    return text;
}

/// A raw string literal with a delimiter that does not end it early.
QString rawString(const QString &text)
{
    QString delimiter = u"json"_s;
    for (int number = 2; text.contains(u')' + delimiter + u'"'); ++number)
        delimiter = u"json%1"_s.arg(number);
    return u"R\""_s + delimiter + u'(' + text + u')' + delimiter + u'"';
}

QString qt(const Call &call)
{
    const QString key = u"qgetenv(\"%1\")"_s.arg(call.variable);
    const auto bytes = [&key](const QString &text) {
        return text.contains(placeholder) ? QString(u"QByteArray() + " + joined(text, key)) : quoted(text);
    };
    QString text = u"// With a QNetworkAccessManager named manager, in a program that runs an event loop.\n"
                   "QNetworkRequest request(QUrl(QString::fromUtf8("_s
        + bytes(call.url) + u")));\n"_s;
    for (const auto &[name, value] : call.headers)
        text += u"request.setRawHeader("_s + quoted(name) + u", "_s + bytes(value) + u");\n"_s;
    text += u"const QByteArray body = "_s + rawString(jsonOf(call.body)) + u";\n"_s
        + u"QNetworkReply *reply = manager.post(request, body);\n"
          "QObject::connect(reply, &QNetworkReply::finished, [reply] {\n"
          "    qInfo().noquote() << QString::fromUtf8(reply->readAll());\n"
          "    reply->deleteLater();\n"
          "});\n"_s;
    return text;
}

} // namespace

QString snippetLanguageName(SnippetLanguage language)
{
    return nameIn(languages, language);
}

std::optional<SnippetLanguage> snippetLanguageFromName(QStringView name)
{
    return valueIn(languages, name);
}

QString snippetLanguageTitle(SnippetLanguage language)
{
    switch (language) {
    case SnippetLanguage::Curl:
        return u"curl"_s;
    case SnippetLanguage::Python:
        return u"Python"_s;
    case SnippetLanguage::TypeScript:
        return u"TypeScript"_s;
    case SnippetLanguage::Qt:
        break;
    }
    return u"Qt (C++)"_s;
}

QString keyVariable(const catalog::Provider &provider)
{
    QString name = provider.name.toUpper();
    name.replace(QRegularExpression(u"[^A-Z0-9]+"_s), u"_"_s);
    name.remove(QRegularExpression(u"^[_0-9]+|_+$"_s)); // no variable begins with a digit
    return name.isEmpty() ? u"API_KEY"_s : QString(name + u"_API_KEY");
}

QString codeSnippet(SnippetLanguage language, const catalog::Provider &provider, const QByteArray &baseUrl,
                    providers::ModelRequest request)
{
    request.stream = false;
    const Call call = callOf(provider, baseUrl, request);
    switch (language) {
    case SnippetLanguage::Curl:
        return curl(call);
    case SnippetLanguage::Python:
        return python(call);
    case SnippetLanguage::TypeScript:
        return typeScript(call);
    case SnippetLanguage::Qt:
        break;
    }
    return qt(call);
}

} // namespace assay::exchange
