// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include "prompts/diff.h"
#include "ui/diff/diffview.h"
#include "ui/theme/theme.h"

#include <algorithm>

#include <QCoreApplication>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace assay::benchmark {
namespace {

constexpr qsizetype textChars = 100'000;
constexpr int rounds = 21;

/// 100 kB of lines with words from a vocabulary of 2,000.
QStringList proseLines(quint32 seed)
{
    QRandomGenerator random(seed);
    QStringList words;
    for (int i = 0; i < 2000; ++i)
        words.append(QString::number(random.bounded(1'000'000), 36));
    QStringList lines;
    for (qsizetype size = 0; size < textChars; size += lines.last().size() + 1) {
        QStringList line;
        for (int word = 0; word < 12; ++word)
            line.append(words[random.bounded(int(words.size()))]);
        lines.append(line.join(u' '));
    }
    return lines;
}

struct Pair {
    QString name;
    QString left;
    QString right;
};

QList<Pair> pairs()
{
    const QStringList lines = proseLines(3);
    const QString left = lines.join(u'\n');
    QStringList edited = lines;
    QStringList everyLine = lines;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        everyLine[i].replace(u' ', u"  changed "_s);
        if (i % 3 == 0)
            edited[i].replace(edited[i].indexOf(u' '), 1, u" changed "_s);
    }
    QStringList moved = lines.mid(lines.size() / 2) + lines.mid(0, lines.size() / 2);
    const QString alike = u"the same line\n"_s.repeated(textChars / 14);
    return {{u"one line in three edited"_s, left, edited.join(u'\n')},
            {u"every line edited"_s, left, everyLine.join(u'\n')},
            {u"nothing in common"_s, left, proseLines(4).join(u'\n')},
            {u"halves exchanged"_s, left, moved.join(u'\n')},
            {u"all one line, one word in five edited"_s, lines.join(u' '),
             QString(lines.join(u' ')).replace(u" 1"_s, u" other "_s)},
            {u"lines all alike, a third gone"_s, alike, alike.left(alike.size() * 2 / 3)}};
}

} // namespace

Figure diffFigure()
{
    Figure figure{u"Diff of two texts of 100 kB (at most 50 ms)"_s, {}, {}};
    double slowest = 0;
    const QList<Pair> all = pairs();
    for (const Pair &pair : all) {
        const Percentiles times = timed(rounds, [&] { (void)prompts::diffTexts(pair.left, pair.right); });
        figure.rows.emplace_back(pair.name, shown(times));
        figure.json.insert(pair.name, toJson(times));
        slowest = std::max(slowest, times.p99);
    }
    ui::Theme theme(ui::ThemeChoice::Light);
    ui::DiffView view(theme);
    view.resize(1200, 800);
    view.show();
    const Percentiles seen = timed(rounds, [&] {
        view.setTexts({{1, u"1"_s, all.first().left}, {2, u"2"_s, all.first().right}});
        view.compare(1, 2);
        while (!view.isSettled()) // not qWaitFor(), which looks every 10 ms only
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::processEvents(); // paints
    });
    figure.rows.emplace_back(u"one line in three edited, until it is seen"_s, shown(seen));
    figure.json.insert(u"seen"_s, toJson(seen));
    figure.json.insert(u"slowest_p99_ms"_s, slowest);
    return figure;
}

} // namespace assay::benchmark
