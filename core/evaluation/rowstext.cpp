// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/rowstext.h"

#include <QCoreApplication>
#include <QStringList>

namespace assay::evaluation {
namespace {

using namespace Qt::StringLiterals;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(GridRows)
};

struct Record {
    int line = 1; ///< where it begins
    QStringList fields;
    [[nodiscard]] bool isBlank() const { return fields.size() == 1 && fields.first().trimmed().isEmpty(); }
};

/// Reads one record after another; a quoted field may hold separators, quotes (doubled) and line breaks.
class Reader final {
public:
    Reader(const QString &text, QChar separator)
        : m_text(text)
        , m_separator(separator)
    {
    }
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    Result<Record> next()
    {
        Record record{m_line, {}};
        for (;;) {
            auto field = m_at < m_text.size() && m_text[m_at] == u'"' ? quoted() : plain();
            if (!field)
                return tl::unexpected(field.error());
            record.fields.append(*field);
            if (atEnd())
                return record;
            const QChar after = m_text[m_at++];
            if (after == m_separator)
                continue;
            ++m_line;
            return record;
        }
    }

private:
    Result<QString> plain()
    {
        const qsizetype from = m_at;
        while (!atEnd() && m_text[m_at] != m_separator && m_text[m_at] != u'\n')
            ++m_at;
        return m_text.mid(from, m_at - from);
    }
    Result<QString> quoted()
    {
        const int began = m_line;
        QString field;
        for (++m_at; !atEnd(); ++m_at) {
            const QChar c = m_text[m_at];
            if (c != u'"') {
                m_line += c == u'\n' ? 1 : 0;
                field += c;
            } else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == u'"') {
                field += c;
                ++m_at;
            } else {
                ++m_at;
                if (!atEnd() && m_text[m_at] != m_separator && m_text[m_at] != u'\n')
                    return fail(ErrorCode::InvalidInput,
                                Tr::tr("Line %1: there is text after a closing quote.").arg(m_line));
                return field;
            }
        }
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("The quote that opens in line %1 is never closed.").arg(began));
    }

    const QString &m_text;
    QChar m_separator;
    qsizetype m_at = 0;
    int m_line = 1;
};

Result<QStringList> headingOf(Reader &reader)
{
    auto heading = reader.next();
    if (!heading)
        return tl::unexpected(heading.error());
    QStringList names;
    for (const QString &field : std::as_const(heading->fields)) {
        const QString name = field.trimmed();
        if (name.isEmpty() || names.contains(name))
            return fail(ErrorCode::InvalidInput,
                        name.isEmpty()
                            ? Tr::tr("Line 1 has a column without a name: it must name the variables.")
                            : Tr::tr("Line 1 names %1 twice.").arg(name));
        names.append(name);
    }
    return names;
}

GridRow rowOf(const QStringList &names, const QStringList &fields, int number)
{
    GridRow row{Tr::tr("Row %1").arg(number), {}};
    for (qsizetype i = 0; i < fields.size(); ++i) {
        if (names.at(i) == "name"_L1)
            row.name = fields.at(i).trimmed();
        else
            row.variables.insert(names.at(i), fields.at(i));
    }
    return row;
}

} // namespace

Result<QList<GridRow>> rowsFromText(const QString &text)
{
    QString lines = text;
    lines.replace(u"\r\n"_s, u"\n"_s).replace(u'\r', u'\n');
    Reader reader(lines, lines.section(u'\n', 0, 0).contains(u'\t') ? u'\t' : u',');
    const auto names = headingOf(reader);
    if (!names)
        return tl::unexpected(names.error());
    QList<GridRow> rows;
    while (!reader.atEnd()) {
        const auto record = reader.next();
        if (!record)
            return tl::unexpected(record.error());
        if (record->isBlank())
            continue;
        if (record->fields.size() != names->size())
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("Line %1 has %2 columns, and the first line names %3.")
                            .arg(record->line)
                            .arg(record->fields.size())
                            .arg(names->size()));
        if (rows.size() == gridRowsMax)
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("There are more than %1 rows: take fewer.").arg(gridRowsMax));
        rows.append(rowOf(*names, record->fields, int(rows.size()) + 1));
    }
    if (rows.isEmpty())
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("There are no rows: the first line names the variables, each further one is a row."));
    return rows;
}

} // namespace assay::evaluation
