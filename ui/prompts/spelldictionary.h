// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <memory>
#include <vector>

#include <QStringList>

namespace assay::ui {

/// One Hunspell dictionary in memory. Reading it takes a tenth of a second, and it is no thread's friend: all
/// calls on one thread at a time, never the UI's.
class SpellDictionary final {
public:
    /// Where one lies on disk.
    struct Files {
        QString language; ///< "en_US", as the files are named
        QString affixes; ///< path of the .aff
        QString words; ///< path of the .dic
    };

    /// Assay was built with Hunspell.
    [[nodiscard]] static bool isSupported();
    /// The dictionaries in these folders, sorted by language; of two for a language the first folder's.
    [[nodiscard]] static std::vector<Files> installed(const QStringList &folders);
    /// Storage when a file cannot be read, InvalidInput when it is in an encoding that is not known here.
    [[nodiscard]] static Result<std::shared_ptr<SpellDictionary>> load(const Files &files);
    ~SpellDictionary();

    [[nodiscard]] const QString &language() const { return m_language; }
    /// A word of another script ("слово" for an English dictionary) is right: it is not this language's.
    [[nodiscard]] bool isRight(const QString &word);
    /// The likeliest first, `most` at the most. May take a quarter of a second.
    [[nodiscard]] QStringList suggestions(const QString &word, qsizetype most);

private:
    struct Hunspelled; ///< keeps Hunspell out of every other file
    SpellDictionary(QString language, std::unique_ptr<Hunspelled> hunspelled);

    QString m_language;
    std::unique_ptr<Hunspelled> m_hunspelled;
};

} // namespace assay::ui
