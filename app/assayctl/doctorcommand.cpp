// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"

#include <curl/curl.h>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

enum class Verdict { Good, Warning, Bad };

struct Finding {
    QString what;
    Verdict verdict;
    QString sentence;
};

QString verdictName(Verdict verdict)
{
    return verdict == Verdict::Good ? u"ok"_s : verdict == Verdict::Warning ? u"warning"_s : u"failed"_s;
}

Result<QString> firstValue(storage::Connection &connection, const QString &sql)
{
    return connection.exec(sql).map(
        [](QSqlQuery *query) { return query->next() ? query->value(0).toString() : QString(); });
}

QCoro::Task<Finding> checkStore(workspace::Workspace *workspace)
{
    const auto integrity = co_await workspace->database().read<QString>(
        [](storage::Connection &connection) { return firstValue(connection, u"PRAGMA integrity_check"_s); });
    if (!integrity)
        co_return Finding{u"workspace"_s, Verdict::Bad, integrity.error().message};
    if (*integrity != u"ok"_s)
        co_return Finding{
            u"workspace"_s, Verdict::Bad,
            u"%1 is damaged: %2. Restore it from a backup."_s.arg(workspace->path(), *integrity)};
    co_return Finding{u"workspace"_s, Verdict::Good, u"%1 is sound."_s.arg(workspace->path())};
}

QCoro::Task<Finding> checkMirror(workspace::Workspace *workspace)
{
    const auto countLogged = [](storage::Connection &connection) {
        return firstValue(connection, u"SELECT count(*) FROM calls"_s);
    };
    // Another program may log calls meanwhile, so the mirror must hold all that were there before it caught
    // up, and none that the log lacks afterwards.
    const auto before = co_await workspace->database().read<QString>(countLogged);
    if (!before)
        co_return Finding{u"charts"_s, Verdict::Bad, before.error().message};
    const Result<> caughtUp = co_await workspace->log().catchUp();
    if (!caughtUp)
        co_return Finding{u"charts"_s, Verdict::Bad, caughtUp.error().message};
    const auto mirrored = workspace->facts().rowCount();
    const auto after = co_await workspace->database().read<QString>(countLogged);
    if (!after)
        co_return Finding{u"charts"_s, Verdict::Bad, after.error().message};
    const bool agrees = before->toLongLong() <= mirrored && mirrored <= after->toLongLong();
    co_return Finding{u"charts"_s, agrees ? Verdict::Good : Verdict::Bad,
                      u"%1 calls in the log, %2 in the charts' mirror."_s.arg(*after).arg(mirrored)};
}

QCoro::Task<Finding> checkKeychain(workspace::Workspace *workspace)
{
    const security::KeychainState state = co_await workspace->keys().probe();
    if (state == security::KeychainState::Ready)
        co_return Finding{u"keychain"_s, Verdict::Good, u"The keychain is ready."_s};
    co_return Finding{u"keychain"_s, Verdict::Warning, security::keychainAdvice(state)};
}

QCoro::Task<Finding> checkSqlite(workspace::Workspace *workspace)
{
    const auto version = co_await workspace->database().read<QString>(
        [](storage::Connection &connection) { return firstValue(connection, u"SELECT sqlite_version()"_s); });
    if (!version)
        co_return Finding{u"sqlite"_s, Verdict::Bad, version.error().message};
    co_return Finding{u"sqlite"_s, Verdict::Good, u"SQLite %1 through Qt's QSQLITE driver."_s.arg(*version)};
}

Finding checkTls()
{
    const auto *curl = curl_version_info(CURLVERSION_NOW);
    const bool hasTls = (curl->features & CURL_VERSION_SSL) != 0;
    return {u"network"_s, hasTls ? Verdict::Good : Verdict::Bad,
            hasTls ? u"libcurl %1 with %2."_s.arg(QString::fromUtf8(curl->version),
                                                  QString::fromUtf8(curl->ssl_version))
                   : u"libcurl has no TLS: install libcurl4."_s};
}

QCoro::Task<Finding> checkSimulator(workspace::Workspace *workspace)
{
    catalog::Provider simulated;
    simulated.id = ProviderId::create();
    simulated.isSimulated = true;
    simulated.needsKey = false;
    simulated.baseUrl = QUrl(QString::fromUtf8(workspace->baseUrl(simulated)));
    const auto models = co_await workspace->listModels(simulated);
    // Not a provider of this workspace, so that keeping its listing is refused; an answer is all that counts
    // here.
    const bool answered =
        models || models.error().code == ErrorCode::Conflict || models.error().code == ErrorCode::NotFound;
    co_return Finding{u"simulator"_s, answered ? Verdict::Good : Verdict::Bad,
                      answered ? u"The simulator answers on loopback."_s : models.error().message};
}

QCoro::Task<int> doctor(Invocation in)
{
    QList<Finding> findings;
    findings.append(co_await checkStore(in.workspace));
    findings.append(co_await checkMirror(in.workspace));
    findings.append(co_await checkSqlite(in.workspace));
    findings.append(co_await checkKeychain(in.workspace));
    findings.append(checkTls());
    findings.append(co_await checkSimulator(in.workspace));

    QJsonArray json;
    QList<QStringList> rows;
    bool isSound = true;
    for (const Finding &finding : findings) {
        json.append(QJsonObject{{u"check"_s, finding.what},
                                {u"verdict"_s, verdictName(finding.verdict)},
                                {u"message"_s, finding.sentence}});
        rows.append({finding.what, verdictName(finding.verdict), finding.sentence});
        isSound = isSound && finding.verdict != Verdict::Bad;
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else
        in.terminal.table({u"CHECK"_s, u"VERDICT"_s, u"FINDING"_s}, rows);
    co_return isSound ? int(Ok) : int(CheckFailed);
}

} // namespace

QList<Command> doctorCommands()
{
    return {
        {u"doctor"_s,
         {},
         {},
         u"Checks the workspace, the charts, SQLite, the keychain, the network library and the simulator."_s,
         0,
         0,
         {},
         Command::Needs::Workspace,
         doctor}};
}

} // namespace assay::ctl
