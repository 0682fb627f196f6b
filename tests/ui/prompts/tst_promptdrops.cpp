// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "support/dragdrop.h"
#include "ui/prompts/promptedit.h"
#include "ui/prompts/promptsmodel.h"
#include "ui/variables/variablefield.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/messagebar.h"

#include <QFile>
#include <QUrl>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

/// What is dragged into a prompt's text: variables, files, and files that are no text.
class PromptDropsTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    /// A file of these bytes.
    QString fileOf(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_fixture->folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s", qPrintable(file.errorString()));
        return path;
    }
    bool dropFile(const QString &path)
    {
        DragDrop drag;
        drag.data().setUrls({QUrl::fromLocalFile(path)});
        return drag.drop(*text(1)->viewport(), endOfText());
    }
    /// Right behind the last letter of the block's text.
    QPoint endOfText()
    {
        text(1)->moveCursor(QTextCursor::End);
        return text(1)->cursorRect().center();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        select(u"support-ticket-triage"_s);
        text(1)->setPlainText(u"Read {{product}} and: "_s);
        settle();
    }
    void cleanup() { m_fixture.reset(); }

    void aVariableIsDroppedWhereItIsLetGo()
    {
        const auto *field = part<VariablesPanel>()->variable(u"product"_s);
        QVERIFY(field);
        const std::unique_ptr<QMimeData> dragged(field->dragData());
        DragDrop drag;
        drag.data().setText(dragged->text());
        QVERIFY(drag.drop(*text(1)->viewport(), endOfText()));
        QCOMPARE(text(1)->toPlainText(), u"Read {{product}} and: {{product}}"_s);
        text(1)->undo();
        QCOMPARE(text(1)->toPlainText(), u"Read {{product}} and: "_s);
    }

    void aTextFileIsPutInAtTheCursor()
    {
        QVERIFY(dropFile(fileOf(u"notes.txt"_s, "one\r\ntw\xC3\xB6")));
        QTRY_COMPARE(text(1)->toPlainText(), u"Read {{product}} and: one\ntw\u00F6"_s);
        QCOMPARE(selectedName(), u"support-ticket-triage"_s);
    }

    void oneBadFileAmongSeveralKeepsAllOut()
    {
        const int before = part<PromptList>()->model()->rowCount();
        page().navigate({{u"files"_s,
                          QStringList{fileOf(u"good.md"_s, "Say {{what}}."),
                                      fileOf(u"bad.json"_s, "{\"messages\": [{\"role\": \"us"),
                                      fileOf(u"fine.txt"_s, "And {{this}}.")}}});
        settle();
        const QString said = part<MessageBar>()->sentence();
        QVERIFY2(said.contains(u"bad.json"_s), qPrintable(said));
        page().navigate({});
        settle();
        QCOMPARE(part<PromptList>()->model()->rowCount(), before);
    }

    void aCircleAmongFilesIsRefusedByName()
    {
        const int before = part<PromptList>()->model()->rowCount();
        page().navigate({{u"files"_s,
                          QStringList{fileOf(u"ring-a.md"_s, "{{> ring-b}}"),
                                      fileOf(u"ring-b.md"_s, "{{> ring-a}}")}}});
        settle();
        const QString said = part<MessageBar>()->sentence();
        QVERIFY2(said.contains(u"ring-a \u2192 ring-b \u2192 ring-a"_s), qPrintable(said));
        page().navigate({});
        settle();
        QCOMPARE(part<PromptList>()->model()->rowCount(), before);
    }

    void whatIsNoTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("said");
        QTest::newRow("binary") << QByteArray("ab\0cd", 5) << u"is no text"_s;
        QTest::newRow("broken UTF-8") << QByteArray("ab\xFF\xFE\xC3") << u"is no text"_s;
        QTest::newRow("too large") << QByteArray(1000001, 'a') << u"more than 1 MB"_s;
    }

    void whatIsNoTextIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, said);
        const QString before = text(1)->toPlainText();
        QVERIFY(dropFile(fileOf(u"thing.dat"_s, bytes)));
        auto *bar = part<MessageBar>();
        QTRY_VERIFY2(bar->sentence().contains(said), qPrintable(bar->sentence()));
        QVERIFY(bar->sentence().contains(u"thing.dat"_s));
        QCOMPARE(text(1)->toPlainText(), before);
    }
};

QTEST_MAIN(PromptDropsTest)
#include "tst_promptdrops.moc"
