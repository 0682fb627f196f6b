// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace assay::ctl {

/// What the process tells its caller.
enum ExitCode { Ok = 0, CheckFailed = 1, BadUsage = 2, Failed = 3, Interrupted = 130 };

/// Bad input is the caller's (2); what a provider or the store refuses is theirs (3);
/// what was stopped is Interrupted.
[[nodiscard]] int exitCodeFor(const Error &error);

/// "1 answer", "2 answers", "0 answers": of nouns that take an s.
[[nodiscard]] QString counted(std::int64_t number, const QString &noun);
/// Who types: the system's name of the user, or "terminal".
[[nodiscard]] QString userName();

/// Standard output for results only, standard error for sentences.
class Terminal final {
public:
    explicit Terminal(bool json);
    [[nodiscard]] bool isJson() const { return m_json; }

    void write(const QString &text) const; ///< as it is, flushed
    /// Text that others wrote: exact in a pipe; on a screen without what would move the cursor, set the title
    /// or write the clipboard.
    void foreign(const QString &text) const;
    void line(const QString &text) const { write(text + u'\n'); }
    void document(const QJsonObject &object) const;
    void document(const QJsonArray &array) const;
    /// Aligned columns; those in `right` are numbers.
    void table(const QStringList &header, const QList<QStringList> &rows, const QList<int> &right = {}) const;
    /// One sentence on standard error. Returns the exit code for it.
    int error(const Error &error) const;
    int usage(const QString &sentence) const; ///< returns BadUsage
    void note(const QString &sentence) const; ///< standard error
    [[nodiscard]] bool hasLostOutput() const; ///< standard output took not all of it

private:
    bool m_json;
    bool m_isScreen;
};

} // namespace assay::ctl
