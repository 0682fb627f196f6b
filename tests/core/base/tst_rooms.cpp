// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

/// Bottom up, as in the README: a room may include itself and what stands before it.
const QStringList rooms{u"base"_s,      u"storage"_s,       u"security"_s,   u"catalog"_s,    u"transport"_s,
                        u"providers"_s, u"prompts"_s,       u"exchange"_s,   u"validation"_s, u"telemetry"_s,
                        u"release"_s,   u"orchestration"_s, u"evaluation"_s, u"simulator"_s,  u"workspace"_s};

struct Include {
    QString file;
    QString target;
};

QList<Include> includesBelow(const QString &folder)
{
    static const QRegularExpression pattern(u"^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"_s,
                                            QRegularExpression::MultilineOption);
    QList<Include> found;
    QDirIterator files(folder, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(file.fileName()));
        auto matches = pattern.globalMatch(QString::fromUtf8(file.readAll()));
        while (matches.hasNext())
            found.append({file.fileName(), matches.next().captured(1)});
    }
    return found;
}

} // namespace

/// The architecture, held by a test: what a comment in a review would otherwise have to.
class RoomsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRoomIsListed()
    {
        const QStringList folders = QDir(core()).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &folder : folders)
            QVERIFY2(rooms.contains(folder), qPrintable(folder));
    }

    void coreKnowsNoScreen()
    {
        static const QRegularExpression screen(
            u"^(Qt(Gui|Widgets|Charts|Svg)/"
            u"|Q(Widget|Application|GuiApplication|Painter|Color|Icon|Pixmap|Image|Font|"
            u"Chart|Action|Palette|TextDocument|Clipboard|DesktopServices)|ui/|app/)"_s);
        for (const Include &include : includesBelow(core()))
            QVERIFY2(!screen.match(include.target).hasMatch(),
                     qPrintable(include.file + u" includes "_s + include.target));
    }

    void noRoomIncludesOneBelowIt()
    {
        for (qsizetype i = 0; i < rooms.size(); ++i) {
            const auto includes = includesBelow(core() + u'/' + rooms.at(i));
            QVERIFY2(!includes.isEmpty(), qPrintable(rooms.at(i)));
            for (const Include &include : includes) {
                const qsizetype target = rooms.indexOf(include.target.section(u'/', 0, 0));
                if (target >= 0 && include.target.contains(u'/'))
                    QVERIFY2(target <= i, qPrintable(include.file + u" includes "_s + include.target));
            }
        }
    }

private:
    static QString core() { return QStringLiteral(ASSAY_SOURCE_DIR "/core"); }
};

QTEST_GUILESS_MAIN(RoomsTest)
#include "tst_rooms.moc"
