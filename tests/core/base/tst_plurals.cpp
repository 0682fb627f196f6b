// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace {

struct Plural {
    QString context;
    QStringList forms;
    bool isFinished = false;
};

QString read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return QString::fromUtf8(file.readAll());
}

/// Every plural of the English translation by its text in the code.
QMultiHash<QString, Plural> translated()
{
    QMultiHash<QString, Plural> all;
    QXmlStreamReader xml(read(QStringLiteral(ASSAY_SOURCE_DIR "/translations/assay_en.ts")));
    Plural plural;
    QString context;
    QString source;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isEndElement() && xml.name() == "message"_L1)
            all.insert(source, plural);
        if (!xml.isStartElement())
            continue;
        if (xml.name() == "name"_L1) {
            context = xml.readElementText();
        } else if (xml.name() == "message"_L1) {
            plural = {context, {}, false};
        } else if (xml.name() == "source"_L1) {
            source = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            plural.isFinished = xml.attributes().value("type"_L1).isEmpty();
        } else if (xml.name() == "numerusform"_L1) {
            plural.forms.append(xml.readElementText());
        }
    }
    if (xml.hasError())
        qFatal("%s", qPrintable(xml.errorString()));
    return all;
}

struct Literal {
    QString file;
    QString text;
};

/// As the compiler reads a literal, as far as texts for people need it.
QString unescaped(const QString &literal)
{
    static const QRegularExpression code(u"\\\\u([0-9A-Fa-f]{4})"_s);
    QString text = literal;
    for (auto match = code.match(text); match.hasMatch(); match = code.match(text))
        text.replace(match.capturedStart(), match.capturedLength(), QChar(match.captured(1).toUShort(nullptr, 16)));
    return text.replace("\\n"_L1, "\n"_L1).replace("\\\""_L1, "\""_L1);
}

/// Every text with %n or %Ln in the code, adjacent literals joined.
QList<Literal> counted()
{
    // moc loses its way in raw strings that hold quotation marks.
    const QString literal = u"\"((?:[^\"\\\\\\n]++|\\\\.)*+)\""_s;
    const QRegularExpression literals(u"%1(?:\\s*%1)*+"_s.arg(literal));
    const QRegularExpression piece(literal);
    static const QRegularExpression number(u"%L?n(?![A-Za-z])"_s);
    QList<Literal> found;
    for (const QString &folder : {u"core"_s, u"ui"_s, u"app"_s}) {
        QDirIterator files(QStringLiteral(ASSAY_SOURCE_DIR "/") + folder, {u"*.cpp"_s, u"*.h"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QString code = read(path);
            for (auto each = literals.globalMatch(code); each.hasNext();) {
                QString text;
                for (auto part = piece.globalMatch(each.next().captured()); part.hasNext();)
                    text += unescaped(part.next().captured(1));
                if (text.contains(number) && !text.contains("[%n]"_L1)) // a log's pattern
                    found.append({path, text});
            }
        }
    }
    return found;
}

} // namespace

/// Nobody reads "1 call(s)": every text that counts has its English forms.
class PluralsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCountHasItsForms()
    {
        const auto plurals = translated();
        const QList<Literal> texts = counted();
        QVERIFY(texts.size() > 20); // else nothing was looked at
        QStringList missing;
        for (const Literal &literal : texts) {
            const QList<Plural> known = plurals.values(literal.text);
            const bool isDone = std::ranges::any_of(known, [&literal](const Plural &plural) {
                const QString part = plural.context.section(u"::"_s, -1);
                return plural.isFinished && plural.forms.size() == 2 && !plural.forms.contains(QString())
                    && (part.endsWith("Tr"_L1) || read(literal.file).contains(part));
            });
            if (!isDone)
                missing.append(literal.file + u": "_s + literal.text);
        }
        QVERIFY2(missing.isEmpty(), qPrintable(u"in translations/assay_en.ts is missing:\n"_s + missing.join(u'\n')));
    }

    void noFormIsLeftHalfWritten()
    {
        const auto plurals = translated();
        for (auto each = plurals.cbegin(); each != plurals.cend(); ++each) {
            for (const QString &form : each->forms)
                QVERIFY2(!form.contains("(s)"_L1), qPrintable(form));
        }
    }
};

QTEST_GUILESS_MAIN(PluralsTest)
#include "tst_plurals.moc"
