// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::validation {

/// Reads one value of what is nearly JSON and writes it as JSON. What is right is copied as it stands, white
/// space included. Detail of the room.
class JsonMender final {
public:
    static constexpr int depthMax = 400; ///< below QJsonDocument's limit

    JsonMender(QStringView text, qsizetype start)
        : m_text(text)
        , m_at(start)
    {
    }

    /// Whether an object or list could be read from the start on.
    [[nodiscard]] bool run();
    [[nodiscard]] const QString &json() const { return m_json; }
    [[nodiscard]] qsizetype end() const { return m_at; } ///< behind what was read

private:
    /// Cut: the text ended before the value was whole, and nothing of it was written.
    enum class Read { Whole, Cut, Broken };

    [[nodiscard]] Read value(int depth);
    [[nodiscard]] Read object(int depth);
    [[nodiscard]] Read member(int depth);
    [[nodiscard]] Read key();
    [[nodiscard]] Read list(int depth);
    [[nodiscard]] Read string(bool isKey);
    [[nodiscard]] Read number();
    [[nodiscard]] Read word();
    void escape();
    void character(QChar c);
    void skip();
    bool skipComment();
    void dropComma();
    void separate(qsizetype before);
    [[nodiscard]] bool closes(QChar quote) const;
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar();
    }

    QStringView m_text;
    qsizetype m_at;
    QString m_json;
};

} // namespace assay::validation
