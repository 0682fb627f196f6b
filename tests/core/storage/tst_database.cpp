// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/database.h"
#include "support/awaiting.h"

#include <QFile>
#include <QSqlDatabase>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::storage;
using namespace Qt::StringLiterals;
using test::await;

namespace {

Result<> setValue(Connection &connection, const QString &key, const QString &value)
{
    return connection.exec(u"INSERT INTO settings (key, value) VALUES (?, ?)"_s, {key, value})
        .map([](QSqlQuery *) {});
}

Result<int> countSettings(Connection &connection)
{
    return connection.exec(u"SELECT count(*) FROM settings"_s).map([](QSqlQuery *query) {
        return query->next() ? query->value(0).toInt() : -1;
    });
}

/// One statement on a connection of its own: "another program".
void execElsewhere(const QString &path, const QStringList &statements)
{
    {
        QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"elsewhere"_s);
        other.setDatabaseName(path);
        QVERIFY(other.open());
        for (const QString &statement : statements) {
            QSqlQuery query(other);
            QVERIFY2(query.exec(statement), qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(u"elsewhere"_s);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class DatabaseTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatWasWrittenIsThereAfterReopening()
    {
        {
            auto database = create();
            QVERIFY(await(database->write<>([](Connection &c) { return setValue(c, u"a"_s, u"1"_s); })));
        }
        auto database = Database::open(path(), OpenMode::ReadWrite);
        QVERIFY2(database, qPrintable(database ? QString() : database.error().message));
        QCOMPARE(await((*database)->read<int>(countSettings)), Result<int>(1));
    }

    /// A kept statement binds anew only what changed.
    void aStatementRunAgainTakesEachNewValue()
    {
        auto database = create();
        const QList<QVariant> values{{}, 1,     QVariant(1LL), QString(), u""_s,     1.0, QVariant(),
                                     0,  false, u"1"_s,        1LL << 40, 1LL << 40, 2,   QVariant()};
        const auto types =
            await(database->write<QStringList>([&values](Connection &c) -> Result<QStringList> {
                QStringList read;
                for (const QVariant &value : values) {
                    const auto query =
                        c.exec(u"SELECT typeof(v), CAST(v AS TEXT) FROM (SELECT ? AS v)"_s, {value});
                    if (!query || !(*query)->next())
                        return fail(ErrorCode::Internal, query ? u"no row"_s : query.error().detail);
                    read += (*query)->value(0).toString() + u' ' + (*query)->value(1).toString();
                }
                return read;
            }));
        QVERIFY2(types, qPrintable(types ? QString() : types.error().message));
        QCOMPARE(
            *types,
            (QStringList{u"null "_s, u"integer 1"_s, u"integer 1"_s, u"null "_s, u"text "_s, u"real 1.0"_s,
                         u"null "_s, u"integer 0"_s, u"integer 0"_s, u"text 1"_s, u"integer 1099511627776"_s,
                         u"integer 1099511627776"_s, u"integer 2"_s, u"null "_s}));
    }

    void aFailedWorkUndoesOnlyItself()
    {
        auto database = create();
        QList<QFuture<Result<>>> futures;
        for (int i = 0; i < 100; ++i) {
            futures += database->write<>([i](Connection &c) -> Result<> {
                if (auto done = setValue(c, QString::number(i), u"x"_s); !done)
                    return done;
                if (i % 10 == 3)
                    return fail(ErrorCode::InvalidInput, u"refused"_s);
                return {};
            });
        }
        int failed = 0;
        for (const auto &future : futures)
            failed += await(future).has_value() ? 0 : 1;
        QCOMPARE(failed, 10);
        QCOMPARE(await(database->read<int>(countSettings)), Result<int>(90));
    }

    void aClashIsAConflictAndChangesNothing()
    {
        auto database = create();
        QVERIFY(await(database->write<>([](Connection &c) { return setValue(c, u"a"_s, u"1"_s); })));
        const auto again =
            await(database->write<>([](Connection &c) { return setValue(c, u"a"_s, u"2"_s); }));
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QCOMPARE(await(database->read<int>(countSettings)), Result<int>(1));
    }

    void aReaderSeesOneConsistentView()
    {
        auto database = create();
        const auto twice = database->read<QPair<int, int>>([&database](
                                                               Connection &c) -> Result<QPair<int, int>> {
            const auto before = countSettings(c);
            // Another connection commits in between: this reader must not see it.
            if (auto written =
                    database->write<>([](Connection &w) { return setValue(w, u"new"_s, u"1"_s); }).result();
                !written)
                return tl::unexpected(written.error());
            const auto after = countSettings(c);
            return qMakePair(*before, *after);
        });
        const auto counts = await(twice);
        QVERIFY(counts);
        QCOMPARE(counts->first, counts->second);
        QCOMPARE(await(database->read<int>(countSettings)), Result<int>(1));
    }

    void closingFinishesWhatIsQueued()
    {
        QList<QFuture<Result<>>> futures;
        {
            auto database = create();
            for (int i = 0; i < 500; ++i)
                futures +=
                    database->write<>([i](Connection &c) { return setValue(c, QString::number(i), u"x"_s); });
        }
        for (const auto &future : futures)
            QVERIFY(future.isFinished() && future.result());
    }

    void aFileThatIsNoWorkspaceIsRefusedUntouched_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("text") << QByteArray(
            "hello, I am a text file that is long enough to have a header of 100 bytes, "
            "or so one should think, at least.");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("short") << QByteArray("SQLite format 3\0", 16);
    }
    void aFileThatIsNoWorkspaceIsRefusedUntouched()
    {
        QFETCH(const QByteArray, content);
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        expectRefusal(u"not an Assay workspace"_s);
        QCOMPARE(contentOf(path()), content);
    }

    void anotherProgramsDatabaseIsRefused()
    {
        execElsewhere(path(), {u"CREATE TABLE t (a)"_s});
        expectRefusal(u"not an Assay workspace"_s);
    }

    void aNewerWorkspaceIsRefusedUntouched()
    {
        create().reset();
        execElsewhere(path(), {u"PRAGMA journal_mode = DELETE"_s, u"PRAGMA user_version = 999"_s});
        const QByteArray before = contentOf(path());
        expectRefusal(u"newer Assay"_s);
        QCOMPARE(contentOf(path()), before);
    }

    void aMissingFileAndAFolderAreRefused()
    {
        expectRefusal(u"no workspace at"_s);
        QVERIFY(!Database::open(m_folder->path(), OpenMode::ReadWrite));
        create().reset();
        const auto again = Database::open(path(), OpenMode::Create);
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }

    void aReadOnlyOneRefusesToWrite()
    {
        create().reset();
        auto database = Database::open(path(), OpenMode::ReadOnly);
        QVERIFY(database);
        QVERIFY(!await((*database)->write<>([](Connection &c) { return setValue(c, u"a"_s, u"1"_s); })));
        QCOMPARE(await((*database)->read<int>(countSettings)), Result<int>(0));
    }

    void aFullDiskIsSaidAndNothingIsHalfWritten()
    {
        auto database = create();
        // max_page_count makes SQLite report a full disk at a size that the test chooses.
        const auto limit = [](Connection &c) {
            return c.exec(u"PRAGMA max_page_count = 60"_s).map([](QSqlQuery *) {});
        };
        QVERIFY(await(database->write<>(limit)));
        const auto written = await(database->write<>([](Connection &c) -> Result<> {
            if (auto done = setValue(c, u"small"_s, u"x"_s); !done)
                return done;
            return setValue(c, u"large"_s, QString(2'000'000, u'x'));
        }));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Storage);
        QVERIFY2(written.error().message.contains(u"disk is full"_s), qPrintable(written.error().message));
        QCOMPARE(await(database->read<int>(countSettings)), Result<int>(0));
        QVERIFY(await(database->write<>([](Connection &c) { return setValue(c, u"small"_s, u"x"_s); })));
    }

    void aFileThatIsGoneTakesNothingMoreAndMakesNoOther_data()
    {
        QTest::addColumn<bool>("wasWritten"); // the writer's connection is open already
        QTest::addColumn<bool>("isReplaced");
        QTest::newRow("before the first write") << false << false;
        QTest::newRow("between two writes") << true << false;
        QTest::newRow("replaced by a copy") << true << true;
    }
    void aFileThatIsGoneTakesNothingMoreAndMakesNoOther()
    {
        QFETCH(const bool, wasWritten);
        QFETCH(const bool, isReplaced);
        auto database = create();
        const auto write = [&database](const QString &key) {
            return await(database->write<>(
                [key](Connection &connection) { return setValue(connection, key, u"x"_s); }));
        };
        if (wasWritten)
            QVERIFY(write(u"before"_s));
        const QString elsewhere = m_folder->filePath(u"elsewhere.assay"_s);
        QVERIFY(QFile::rename(path(), elsewhere));
        if (isReplaced)
            QVERIFY(QFile::copy(elsewhere, path()));
        const auto written = write(u"after"_s);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Storage);
        QVERIFY2(written.error().message.contains(u"was removed"_s), qPrintable(written.error().message));
        QCOMPARE(QFile::exists(path()), isReplaced);
        if (isReplaced)
            QVERIFY(QFile::remove(path()));
        QVERIFY(QFile::rename(elsewhere, path()));
        QVERIFY(write(u"back"_s));
        QCOMPARE(await(database->read<int>(countSettings)), Result<int>(wasWritten ? 2 : 1));
    }

    void settingsThatDurabilityNeedsAreOn()
    {
        auto database = create();
        const auto pragma = [&database](const QString &name) {
            return await(database->write<QString>([name](Connection &c) {
                       return c.exec(u"PRAGMA "_s + name).map([](QSqlQuery *q) {
                           return q->next() ? q->value(0).toString() : QString();
                       });
                   }))
                .value_or(u"?"_s);
        };
        QCOMPARE(pragma(u"journal_mode"_s), u"wal"_s);
        QCOMPARE(pragma(u"foreign_keys"_s), u"1"_s);
        QCOMPARE(pragma(u"synchronous"_s), u"2"_s); // FULL
    }

    void aPromptVersionCannotBeChanged()
    {
        auto database = create();
        const auto outcome = await(database->write<>([](Connection &c) -> Result<> {
            for (const QString &sql :
                 {u"INSERT INTO prompts (id, name, created_at, updated_at) VALUES (x'01', 'p', 0, 0)"_s,
                  u"INSERT INTO prompt_versions VALUES (x'01', 1, 0, x'7b7d', x'00', 'm', 'me', 0)"_s,
                  u"UPDATE prompt_versions SET message = 'other'"_s}) {
                if (auto done = c.exec(sql); !done)
                    return tl::unexpected(done.error());
            }
            return {};
        }));
        QVERIFY(!outcome);
    }

private:
    QString path() const { return m_folder->filePath(u"w.assay"_s); }
    std::unique_ptr<Database> create()
    {
        auto database = Database::open(path(), OpenMode::Create);
        if (!database)
            qFatal("%s", qPrintable(database.error().message + database.error().detail));
        return std::move(*database);
    }
    void expectRefusal(const QString &words)
    {
        const auto database = Database::open(path(), OpenMode::ReadWrite);
        QVERIFY(!database);
        QVERIFY2(database.error().message.contains(words), qPrintable(database.error().message));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "tst_database.moc"
