// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/prompts/promptsmodel.h"
#include "ui/widgets/messagebar.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

/// Prompts in and out of the window: files, folders, the clipboard, and what is lost on the way.
class PromptImportTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    QString write(const QString &name, const QByteArray &content)
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return file.fileName();
    }
    QList<evaluation::Dataset> datasetsOf(const QString &prompt)
    {
        return await(m_fixture->engine->run(
                         [prompt](Workspace &workspace) -> QCoro::Task<Result<QList<evaluation::Dataset>>> {
                             co_return co_await workspace.datasets().forPrompt(prompt);
                         }))
            .value_or(QList<evaluation::Dataset>());
    }
    void choose(const QString &action, const QString &path)
    {
        m_fixture->actions->action(action)->trigger();
        auto *dialog = part<QFileDialog>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->fileMode(), QFileDialog::Directory);
        Q_EMIT dialog->filesSelected({path});
        Q_EMIT dialog->fileSelected(path);
        delete dialog;
        settle();
    }
    void paste(const QString &text)
    {
        QGuiApplication::clipboard()->setText(text);
        m_fixture->actions->action(u"prompts.importClipboard"_s)->trigger();
        settle();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_fixture = std::make_unique<Fixture>();
        settle();
    }
    void cleanup()
    {
        m_fixture.reset();
        m_folder.reset();
    }

    void casesOfAFileBecomeADataset()
    {
        const QString file = write(u"greet.yaml"_s,
                                   "prompts: ['Greet {{who}}.']\n"
                                   "tests:\n  - vars: {who: Ada}\n  - vars: {who: Bob}\n");
        for (const QString &name : {u"greet"_s, u"greet-2"_s}) {
            page().navigate({{u"files"_s, QStringList{file}}});
            settle();
            QTRY_COMPARE(selectedName(), name);
            const auto datasets = datasetsOf(name);
            QCOMPARE(datasets.size(), 1);
            QCOMPARE(datasets.first().name, name);
            QCOMPARE(datasets.first().cases.size(), 2);
            QCOMPARE(datasets.first().cases.last().variables.value(u"who"_s), u"Bob"_s);
            QVERIFY2(part<MessageBar>()->sentence().contains(u"dataset "_s + name),
                     qPrintable(part<MessageBar>()->sentence()));
        }
    }

    void whatIsLostIsListedPerPromptAndCanBeCopied()
    {
        page().navigate({{u"files"_s, QStringList{write(u"lossy.prompt"_s,
                                                        "---\nmodel: googleai/gemini-2.5-flash\n---\n"
                                                        "{{role \"user\"}}Hi {{name}} {{history}}")}}});
        settle();
        QTRY_COMPARE(selectedName(), u"lossy"_s);
        auto *bar = part<MessageBar>();
        QCOMPARE(bar->kind(), MessageBar::Kind::Warning);
        for (QToolButton *button : bar->findChildren<QToolButton *>()) {
            if (button->text() == u"Details"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        for (QPushButton *button : bar->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().contains(u"Copy"_s))
                QTest::mouseClick(button, Qt::LeftButton);
        }
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.contains(u"history"_s), qPrintable(copied));
    }

    void aFolderGoesOutAndComesBack()
    {
        const int before = part<PromptList>()->model()->rowCount();
        const QString folder = m_folder->filePath(u"git"_s);
        choose(u"prompts.exportFolder"_s, folder);
        QTRY_VERIFY2(part<MessageBar>()->sentence().contains(folder),
                     qPrintable(part<MessageBar>()->sentence()));
        QVERIFY(QFile::exists(folder + u"/assay-prompts.json"_s));
        choose(u"prompts.importFolder"_s, folder);
        QTRY_COMPARE(part<PromptList>()->model()->rowCount(), before * 2); // names taken: with numbers
        QVERIFY(selectedName().endsWith(u"-2"_s));
    }

    void casesOfAFolderGoWithTheirPrompts()
    {
        write(u"a.txt"_s, "Plain.");
        write(u"b.yaml"_s, "prompts: ['Greet {{who}}.']\ntests: [{vars: {who: Ada}}]\n");
        choose(u"prompts.importFolder"_s, m_folder->path());
        QTRY_COMPARE(selectedName(), u"b"_s);
        QCOMPARE(datasetsOf(u"b"_s).size(), 1);
        QVERIFY(datasetsOf(u"a"_s).isEmpty());
    }

    void aPastedPromptIsTakenIn_data()
    {
        QTest::addColumn<QString>("pasted");
        QTest::addColumn<QString>("message");
        QTest::newRow("stored prompt")
            << u"{\"id\": \"pmpt_abc\", \"object\": \"prompt\", \"version\": \"2\", \"model\": \"gpt-5\", "
               "\"instructions\": [{\"type\": \"message\", \"role\": \"user\", \"content\": [{\"type\": "
               "\"input_text\", \"text\": \"Help {{customer}}.\"}]}]}"_s
            << u"Help {{customer}}."_s;
        QTest::newRow("request")
            << u"{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello.\"}]}"_s
            << u"Hello."_s;
        QTest::newRow("samples")
            << u"{\"input\": [{\"role\": \"user\", \"content\": \"One.\"}], \"ideal\": \"1\"}\n"
               "{\"input\": [{\"role\": \"user\", \"content\": \"One.\"}], \"ideal\": \"1\"}\n"_s
            << u"One."_s;
        QTest::newRow("configuration") << u"prompts: ['Hi.']\n"_s << u"Hi."_s;
        QTest::newRow("plain text") << u"Say hello to {{name}}."_s << u"Say hello to {{name}}."_s;
    }
    void aPastedPromptIsTakenIn()
    {
        QFETCH(QString, pasted);
        QFETCH(QString, message);
        const int before = part<PromptList>()->model()->rowCount();
        paste(pasted);
        QTRY_COMPARE(part<PromptList>()->model()->rowCount(), before + 1);
        settle();
        QTRY_COMPARE(text(0)->toPlainText(), message);
    }

    void anEmptyClipboardIsSaid()
    {
        const int before = part<PromptList>()->model()->rowCount();
        paste(u"  "_s);
        QCOMPARE(part<MessageBar>()->kind(), MessageBar::Kind::Error);
        QCOMPARE(part<PromptList>()->model()->rowCount(), before);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(PromptImportTest)
#include "tst_promptimport.moc"
