// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "prompts/promptstore.h"
#include "storage/database.h"
#include "support/awaiting.h"

#include <algorithm>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::prompts;
using namespace Qt::StringLiterals;

/// Kills the window's page while a person types: what was typed until half a second before is there again,
/// with the steps that lead back.
class KilledTypingTest final : public QObject {
    Q_OBJECT

    static constexpr int graceMs = 500;
    QTemporaryDir m_folder;

    [[nodiscard]] QString workspace() const { return m_folder.filePath(u"w.assay"_s); }

    /// Until half a second after the last key.
    void typeAndKill(const QStringList &words)
    {
        QProcess typist;
        typist.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        for (const char *name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"})
            environment.insert(QString::fromLatin1(name), m_folder.path());
        typist.setProcessEnvironment(environment);
        typist.start(QStringLiteral(TYPIST), QStringList{workspace(), u"support-ticket-triage"_s} + words);
        const QByteArray last = "typed " + words.last().toUtf8() + "\n";
        QByteArray said;
        while (!said.endsWith(last) && typist.waitForReadyRead(120'000))
            said += typist.readAllStandardOutput();
        QVERIFY2(said.endsWith(last), said.constData());
        QVERIFY(!typist.waitForFinished(graceMs)); // it goes on
        typist.kill();
        QVERIFY(typist.waitForFinished());
    }

    struct Found {
        QString text;
        QStringList before; ///< the texts of the steps back, the newest first
    };
    Found found()
    {
        SystemClock clock;
        auto database = std::move(storage::Database::open(workspace(), storage::OpenMode::ReadWrite).value());
        PromptStore store(*database, clock);
        const PromptId id = test::await(store.find(u"support-ticket-triage"_s)).value().id;
        Found found{test::await(store.draft(id)).value().content.messages.front().text, {}};
        EditPlace place = test::await(store.editPlace(id)).value();
        while (true) {
            const auto step = test::await(store.stepThroughEdits(id, place, -1));
            if (!step)
                return found;
            found.before.append(step->content.messages.front().text);
            place = step->place;
        }
    }

private Q_SLOTS:
    void whatWasTypedAndItsStepsSurviveAKill()
    {
        typeAndKill({u"First."_s, u"Second."_s, u"Third."_s});
        Found after = found();
        QVERIFY2(after.text.endsWith(u" First. Second. Third."_s), qPrintable(after.text.right(60)));
        const auto leadBackTo = [&after](const QString &end) {
            return std::ranges::any_of(after.before,
                                       [&end](const QString &text) { return text.endsWith(end); });
        };
        QVERIFY(leadBackTo(u"First. Second."_s));
        QVERIFY(leadBackTo(u" First."_s));
        const qsizetype steps = after.before.size();

        typeAndKill({u"Fourth."_s, u"Fifth."_s}); // on what the kill left
        after = found();
        QVERIFY2(after.text.endsWith(u"Third. Fourth. Fifth."_s), qPrintable(after.text.right(60)));
        QVERIFY(after.before.size() > steps);
        QVERIFY(!after.before.last().contains(u"First."_s)); // all the way back
    }
};

QTEST_GUILESS_MAIN(KilledTypingTest)
#include "tst_killedtyping.moc"
