// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/yaml.h"

#include "exchange/exchangetr.h"
#include "prompts/promptfile.h"

#include <cmath>
#include <map>
#include <sstream>
#include <vector>

#include <QJsonArray>
#include <QRegularExpression>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace assay::exchange {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype depthMax = 200;
constexpr std::int64_t valuesMax = 1'000'000;

/// Why a text is refused; thrown through yaml-cpp, which knows no other way out of its parser.
struct Refusal {
    YAML::Mark mark;
    QString why;
};

/// https://yaml.org/spec/1.2.2/#103-core-schema
QJsonValue plainScalar(const QString &text)
{
    static const QRegularExpression whole(u"^[-+]?[0-9]+$"_s);
    static const QRegularExpression based(u"^0(?:o[0-7]+|x[0-9a-fA-F]+)$"_s);
    static const QRegularExpression real(u"^[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"_s);
    if (text.isEmpty() || text == "~"_L1 || text == "null"_L1 || text == "Null"_L1 || text == "NULL"_L1)
        return QJsonValue::Null;
    if (text == "true"_L1 || text == "True"_L1 || text == "TRUE"_L1)
        return true;
    if (text == "false"_L1 || text == "False"_L1 || text == "FALSE"_L1)
        return false;
    bool isNumber = false;
    if (whole.match(text).hasMatch()) {
        const qlonglong value = text.toLongLong(&isNumber);
        if (isNumber)
            return value;
    }
    if (based.match(text).hasMatch()) {
        const qlonglong value = text.mid(2).toLongLong(&isNumber, text[1] == u'o' ? 8 : 16);
        if (isNumber)
            return value;
    }
    if (real.match(text).hasMatch()) {
        const double value = text.toDouble(&isNumber);
        if (isNumber && std::isfinite(value))
            return value;
    }
    return text;
}

/// Builds the JSON from the parser's events, so that an alias is seen before it is expanded.
class Builder final : public YAML::EventHandler {
public:
    [[nodiscard]] const QJsonValue &root() const { return m_root; }

    void OnDocumentStart(const YAML::Mark &) override { }
    void OnDocumentEnd() override { }

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        take(QJsonValue::Null, 1, mark, anchor);
    }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const auto known = m_anchors.find(anchor);
        if (known == m_anchors.end())
            throw Refusal{mark, Tr::tr("the alias stands inside what it names")};
        take(known->second.value, known->second.count, mark, 0);
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &bytes) override
    {
        const QString text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
        if (tag == "?" && !expectsKey()) {
            take(plainScalar(text), 1, mark, anchor);
            return;
        }
        refuseForeign(mark, tag, "tag:yaml.org,2002:str");
        take(text, 1, mark, anchor);
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        refuseForeign(mark, tag, "tag:yaml.org,2002:seq");
        open({.isMap = false, .anchor = anchor, .mark = mark});
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        refuseForeign(mark, tag, "tag:yaml.org,2002:map");
        open({.isMap = true, .anchor = anchor, .mark = mark});
    }
    void OnMapEnd() override { close(); }

private:
    struct Frame {
        bool isMap = false;
        YAML::anchor_t anchor = 0;
        YAML::Mark mark = {};
        QJsonArray items = {};
        QJsonObject members = {};
        QJsonObject merged = {}; ///< of "<<": gives way to members
        QString key = {};
        bool hasKey = false;
        std::int64_t count = 1;
    };
    struct Anchored {
        QJsonValue value;
        std::int64_t count = 0;
    };

    [[nodiscard]] bool expectsKey() const
    {
        return !m_frames.empty() && m_frames.back().isMap && !m_frames.back().hasKey;
    }

    static void refuseForeign(const YAML::Mark &mark, const std::string &tag, const char *own)
    {
        if (!tag.empty() && tag != "!" && tag != "?" && tag != own)
            throw Refusal{
                mark, Tr::tr("the tag \u201C%1\u201D means nothing here").arg(QString::fromStdString(tag))};
    }

    void open(Frame frame)
    {
        if (expectsKey())
            throw Refusal{frame.mark, Tr::tr("a key must be a text")};
        if (qsizetype(m_frames.size()) >= depthMax)
            throw Refusal{frame.mark, Tr::tr("it is nested more than %1 levels deep").arg(depthMax)};
        m_frames.push_back(std::move(frame));
    }

    void close()
    {
        Frame frame = std::move(m_frames.back());
        m_frames.pop_back();
        for (auto it = frame.merged.constBegin(); it != frame.merged.constEnd(); ++it) {
            if (!frame.members.contains(it.key()))
                frame.members.insert(it.key(), it.value());
        }
        take(frame.isMap ? QJsonValue(frame.members) : QJsonValue(frame.items), frame.count, frame.mark,
             frame.anchor);
    }

    void take(const QJsonValue &value, std::int64_t count, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (anchor != 0)
            m_anchors[anchor] = {value, count};
        if (m_frames.empty()) {
            m_root = value;
            return;
        }
        Frame &frame = m_frames.back();
        frame.count += count;
        if (frame.count > valuesMax)
            throw Refusal{mark, Tr::tr("it holds more than a million values")};
        if (!frame.isMap) {
            frame.items.append(value);
        } else if (!frame.hasKey) {
            if (!value.isString())
                throw Refusal{mark, Tr::tr("a key must be a text")};
            frame.key = value.toString();
            frame.hasKey = true;
            if (frame.members.contains(frame.key))
                throw Refusal{mark, Tr::tr("the key \u201C%1\u201D comes twice").arg(frame.key)};
        } else {
            frame.hasKey = false;
            if (frame.key == "<<"_L1)
                merge(frame, value, mark);
            else
                frame.members.insert(frame.key, value);
        }
    }

    static void merge(Frame &frame, const QJsonValue &value, const YAML::Mark &mark)
    {
        const QJsonArray sources = value.isArray() ? value.toArray() : QJsonArray{value};
        for (const QJsonValue &source : sources) {
            if (!source.isObject())
                throw Refusal{mark, Tr::tr("\u201C<<\u201D takes over the members of a mapping")};
            const QJsonObject members = source.toObject();
            for (auto it = members.begin(); it != members.end(); ++it) {
                if (!frame.merged.contains(it.key()))
                    frame.merged.insert(it.key(), it.value());
            }
        }
    }

    QJsonValue m_root = QJsonValue::Null;
    std::vector<Frame> m_frames;
    std::map<YAML::anchor_t, Anchored> m_anchors;
};

tl::unexpected<Error> refused(const QString &what, const YAML::Mark &mark, int firstLine, const QString &why)
{
    return fail(ErrorCode::InvalidInput,
                Tr::tr("The %1 is wrong at line %2, column %3: %4.")
                    .arg(what)
                    .arg(mark.line + 1 + firstLine)
                    .arg(mark.column + 1)
                    .arg(why));
}

/// Whether a text can stand without quotes: a word or a few, that no reader takes for something else.
bool canBePlain(const QString &text)
{
    static const QRegularExpression words(u"^[A-Za-z_/][A-Za-z0-9_./@ -]*(?<! )$"_s);
    static const QRegularExpression special(u"^(?:y|n|yes|no|on|off|true|false|null|[.](?:inf|nan))$"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    return words.match(text).hasMatch() && !special.match(text).hasMatch();
}

void emitText(YAML::Emitter &out, const QString &text)
{
    if (!canBePlain(text))
        out << YAML::DoubleQuoted;
    out << text.toStdString();
}

/// Never such as a whole number, which would be read as another type.
QString realText(double value)
{
    const QString text = QString::number(value, 'g', QLocale::FloatingPointShortest);
    return text.contains(u'.') || text.contains(u'e') ? text : text + u".0"_s;
}

void emitValue(YAML::Emitter &out, const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        out << value.toBool();
        return;
    case QJsonValue::Double:
        if (value.toVariant().typeId() == QMetaType::LongLong)
            out << static_cast<long long>(value.toInteger());
        else
            out << realText(value.toDouble()).toStdString();
        return;
    case QJsonValue::String:
        emitText(out, value.toString());
        return;
    case QJsonValue::Array: {
        const QJsonArray items = value.toArray();
        if (items.isEmpty())
            out << YAML::Flow;
        out << YAML::BeginSeq;
        for (const QJsonValue &item : items)
            emitValue(out, item);
        out << YAML::EndSeq;
        return;
    }
    case QJsonValue::Object: {
        const QJsonObject members = value.toObject();
        if (members.isEmpty())
            out << YAML::Flow;
        out << YAML::BeginMap;
        for (auto it = members.begin(); it != members.end(); ++it) {
            out << YAML::Key;
            emitText(out, it.key());
            out << YAML::Value;
            emitValue(out, it.value());
        }
        out << YAML::EndMap;
        return;
    }
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        out << YAML::Null;
        return;
    }
}

} // namespace

Result<QJsonValue> jsonFromYaml(const QByteArray &utf8, const QString &what, int firstLine)
{
    // yaml-cpp guesses other encodings, of which none is meant.
    if (const auto checked = prompts::checkPromptText(utf8, what); !checked)
        return tl::unexpected(checked.error());
    Builder builder;
    try {
        std::istringstream text(std::string(utf8.constData(), size_t(utf8.size())));
        YAML::Parser parser(text);
        parser.HandleNextDocument(builder);
    } catch (const Refusal &refusal) {
        return refused(what, refusal.mark, firstLine, refusal.why);
    } catch (const YAML::Exception &exception) {
        return refused(what, exception.mark, firstLine, QString::fromStdString(exception.msg));
    }
    return builder.root();
}

QByteArray yamlFromJson(const QJsonObject &object)
{
    YAML::Emitter out;
    out.SetIndent(2);
    emitValue(out, object);
    return QByteArray(out.c_str(), qsizetype(out.size())) + '\n';
}

} // namespace assay::exchange
