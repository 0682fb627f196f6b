// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/preview.h"
#include "prompts/template.h"

#include <QTest>

using namespace assay;
using namespace assay::prompts;
using namespace Qt::StringLiterals;

class TestPromptPreview final : public QObject {
    Q_OBJECT

    static PromptContent contentOf(const QString &text)
    {
        PromptContent content;
        content.messages = {{providers::Role::User, text}};
        return content;
    }
    static QStringList marked(const PreviewMessage &message, PreviewSpan::Kind kind)
    {
        QStringList texts;
        for (const PreviewSpan &span : message.spans) {
            if (span.kind == kind)
                texts.append(message.text.mid(span.start, span.length));
        }
        return texts;
    }

private Q_SLOTS:
    void valuesAndWhatIsMissingAreMarked()
    {
        const auto preview =
            previewOf(contentOf(u"\U0001F600 {{a}} and {{b}}, {{a}}"_s), {{u"a"_s, u"Wörter"_s}});
        QVERIFY(preview);
        const PreviewMessage &message = preview->messages.front();
        QCOMPARE(message.text, u"\U0001F600 Wörter and {{b}}, Wörter"_s);
        QCOMPARE(marked(message, PreviewSpan::Kind::Value), QStringList({u"Wörter"_s, u"Wörter"_s}));
        QCOMPARE(marked(message, PreviewSpan::Kind::Missing), QStringList{u"{{b}}"_s});
        QCOMPARE(preview->missing, QStringList{u"b"_s});
    }

    /// The preview is what render() sends, when nothing is missing.
    void itSaysWhatRenderSays()
    {
        PromptContent content = contentOf(u"{{#list}}- {{.}}\n{{/list}}{{^none}}no {{none}}{{/none}} "
                                          "{{list}} {{json}} {{optional}}{{text}}"_s);
        content.variables = {{u"list"_s, VariableType::List},
                             {u"json"_s, VariableType::Json},
                             {u"optional"_s, VariableType::Text, {}, false},
                             {u"text"_s, VariableType::Text, {}, true, u"default"_s}};
        const QMap<QString, QString> values{
            {u"list"_s, u"one\ntwo"_s}, {u"json"_s, u"[1,2]"_s}, {u"none"_s, u""_s}};
        const auto rendered = render(content, values);
        const auto preview = previewOf(content, values);
        QVERIFY(rendered && preview);
        QCOMPARE(preview->messages.front().text, rendered->front().text);
        QVERIFY(preview->missing.isEmpty());
        QVERIFY(marked(preview->messages.front(), PreviewSpan::Kind::Value).contains(u"default"_s));
    }

    void aValueThatDoesNotFitIsShownAndSaid()
    {
        PromptContent content = contentOf(u"{{n}}"_s);
        content.variables = {{u"n"_s, VariableType::Number}};
        const auto preview = previewOf(content, {{u"n"_s, u"many"_s}});
        QVERIFY(preview);
        QCOMPARE(preview->messages.front().text, u"many"_s);
        QCOMPARE(preview->problems.size(), 1);
    }

    void marksInAValueDoNoHarm()
    {
        const auto preview =
            previewOf(contentOf(u"<{{a}}>{{b}}"_s), {{u"a"_s, u"x\u0003\u0002\u0002y"_s}, {u"b"_s, u"z"_s}});
        QVERIFY(preview);
        for (const PreviewSpan &span : preview->messages.front().spans) {
            QVERIFY(span.start >= 0 && span.length >= 0);
            QVERIFY(span.start + span.length <= preview->messages.front().text.size());
        }
        QVERIFY(preview->messages.front().text.startsWith(u"<x"_s));
    }

    void aBrokenTemplateIsAnErrorWithItsPlace()
    {
        const auto preview = previewOf(contentOf(u"one\n {{#open}}"_s), {});
        QVERIFY(!preview);
        QVERIFY(preview.error().message.contains(u"line 2, column 2"_s));
    }
};

QTEST_GUILESS_MAIN(TestPromptPreview)
#include "tst_promptpreview.moc"
