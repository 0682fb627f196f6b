// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminal.h"

#include <algorithm>
#include <cstdio>

#include <QJsonDocument>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

void print(FILE *stream, const QByteArray &utf8)
{
    std::fwrite(utf8.constData(), 1, static_cast<size_t>(utf8.size()), stream);
    std::fflush(stream);
}

/// Text from outside (names, model answers in tables) must not move the cursor or colour the screen.
enum class Tabs { Replace, Keep }; ///< a tab would move a table's columns
QString harmless(QString text, Tabs tabs = Tabs::Replace)
{
    for (QChar &c : text) {
        const bool isKept = c == u'\n' || (c == u'\t' && tabs == Tabs::Keep);
        if (c.category() == QChar::Other_Control && !isKept)
            c = u'\ufffd';
    }
    return text;
}

} // namespace

int exitCodeFor(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::Conflict:
        return BadUsage;
    case ErrorCode::Cancelled:
        return Interrupted;
    default:
        return Failed;
    }
}

QString counted(std::int64_t number, const QString &noun)
{
    return u"%1 %2%3"_s.arg(QString::number(number), noun, number == 1 ? u""_s : u"s"_s);
}

QString userName()
{
    return qEnvironmentVariable("USER", u"terminal"_s);
}

Terminal::Terminal(bool json)
    : m_json(json)
    , m_isScreen(isatty(STDOUT_FILENO) != 0)
{
}

void Terminal::foreign(const QString &text) const
{
    if (!m_isScreen) {
        write(text);
        return;
    }
    QString shown = text;
    shown.remove(u'\r'); // half of a line end, or an overwriting of the line
    write(harmless(shown, Tabs::Keep));
}

bool Terminal::hasLostOutput() const
{
    return std::ferror(stdout) != 0;
}

void Terminal::write(const QString &text) const
{
    print(stdout, text.toUtf8());
}

void Terminal::document(const QJsonObject &object) const
{
    print(stdout, QJsonDocument(object).toJson());
}

void Terminal::document(const QJsonArray &array) const
{
    print(stdout, QJsonDocument(array).toJson());
}

void Terminal::table(const QStringList &header, const QList<QStringList> &rows, const QList<int> &right) const
{
    QList<qsizetype> widths;
    for (qsizetype column = 0; column < header.size(); ++column) {
        qsizetype width = header.at(column).size();
        for (const QStringList &row : rows)
            width = std::max(width, row.value(column).size());
        widths.append(width);
    }
    const auto format = [&](const QStringList &cells) {
        QString text;
        for (qsizetype column = 0; column < header.size(); ++column) {
            const QString cell = harmless(cells.value(column));
            const bool isLast = column + 1 == header.size();
            if (right.contains(static_cast<int>(column)))
                text += cell.rightJustified(widths.at(column));
            else
                text += isLast ? cell : cell.leftJustified(widths.at(column));
            text += isLast ? QString() : u"  "_s;
        }
        return text;
    };
    QString text = format(header) + u'\n';
    for (const QStringList &row : rows)
        text += format(row) + u'\n';
    write(text);
}

int Terminal::error(const Error &error) const
{
    note(error.message);
    return exitCodeFor(error);
}

int Terminal::usage(const QString &sentence) const
{
    note(sentence);
    return BadUsage;
}

void Terminal::note(const QString &sentence) const
{
    print(stderr, u"assayctl: %1\n"_s.arg(harmless(sentence)).toUtf8());
}

} // namespace assay::ctl
