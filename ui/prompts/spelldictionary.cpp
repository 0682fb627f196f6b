// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/spelldictionary.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QStringConverter>

#ifdef ASSAY_HAS_HUNSPELL
#include <hunspell.hxx>
#endif

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(SpellDictionary)
};

} // namespace

std::vector<SpellDictionary::Files> SpellDictionary::installed(const QStringList &folders)
{
    std::vector<Files> found;
    for (const QString &folder : folders) {
        const QDir dir(folder);
        for (const QString &name : dir.entryList({u"*.dic"_s}, QDir::Files | QDir::Readable)) {
            const QString language = name.chopped(4);
            const QString affixes = dir.filePath(language + u".aff"_s);
            const bool isKnown = std::ranges::find(found, language, &Files::language) != found.end();
            if (!isKnown && !language.startsWith("hyph_"_L1) && QFile::exists(affixes))
                found.push_back({language, affixes, dir.filePath(name)});
        }
    }
    std::ranges::sort(found, {}, &Files::language);
    return found;
}

#ifdef ASSAY_HAS_HUNSPELL

bool SpellDictionary::isSupported()
{
    return true;
}

struct SpellDictionary::Hunspelled {
    explicit Hunspelled(const Files &files)
        : speller(QFile::encodeName(files.affixes).constData(), QFile::encodeName(files.words).constData())
        , encoder(speller.get_dict_encoding().c_str())
        , decoder(speller.get_dict_encoding().c_str())
    {
    }

    Hunspell speller;
    QStringEncoder encoder;
    QStringDecoder decoder;
    QChar::Script script = QChar::Script_Unknown;

    [[nodiscard]] std::string encoded(const QString &word)
    {
        // Dictionaries write the straight apostrophe.
        const QByteArray bytes = encoder.encode(QString(word).replace(u'\u2019', u'\''));
        return bytes.toStdString();
    }
};

namespace {

constexpr qsizetype startLength = 8'192; ///< bytes of a dictionary that tell its script

/// What most letters at the start of a dictionary belong to.
QChar::Script scriptOf(const QString &start)
{
    QHash<int, int> counts;
    std::pair most(0, QChar::Script_Unknown);
    for (const QChar letter : start) {
        if (!letter.isLetter() || letter.script() == QChar::Script_Common)
            continue;
        if (const int count = ++counts[letter.script()]; count > most.first)
            most = {count, letter.script()};
    }
    return most.second;
}

} // namespace

Result<std::shared_ptr<SpellDictionary>> SpellDictionary::load(const Files &files)
{
    QFile words(files.words);
    // Hunspell itself takes files that it cannot read for an empty dictionary.
    if (!words.open(QIODevice::ReadOnly) || !QFile(files.affixes).open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Storage,
                    Tr::tr("The dictionary \u201c%1\u201d cannot be read: %2.")
                        .arg(files.language, words.errorString()),
                    files.words);
    }
    auto hunspelled = std::make_unique<Hunspelled>(files);
    if (!hunspelled->encoder.isValid() || !hunspelled->decoder.isValid()) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("The dictionary \u201c%1\u201d is in the encoding %2, which is not known here.")
                        .arg(files.language, QString::fromStdString(hunspelled->speller.get_dict_encoding())),
                    files.words);
    }
    hunspelled->script = scriptOf(hunspelled->decoder.decode(words.read(startLength)));
    hunspelled->decoder.resetState();
    return std::shared_ptr<SpellDictionary>(new SpellDictionary(files.language, std::move(hunspelled)));
}

bool SpellDictionary::isRight(const QString &word)
{
    const auto isForeign = [script = m_hunspelled->script](QChar letter) {
        const QChar::Script its = letter.script();
        return letter.isLetter() && its != script && its != QChar::Script_Common
            && its != QChar::Script_Inherited;
    };
    if (m_hunspelled->script != QChar::Script_Unknown && std::any_of(word.begin(), word.end(), isForeign))
        return true;
    return m_hunspelled->speller.spell(m_hunspelled->encoded(word));
}

QStringList SpellDictionary::suggestions(const QString &word, qsizetype most)
{
    QStringList found;
    for (const std::string &suggestion : m_hunspelled->speller.suggest(m_hunspelled->encoded(word))) {
        if (found.size() < most)
            found.append(m_hunspelled->decoder.decode(QByteArray::fromStdString(suggestion)));
    }
    return found;
}

#else

bool SpellDictionary::isSupported()
{
    return false;
}

struct SpellDictionary::Hunspelled { };

Result<std::shared_ptr<SpellDictionary>> SpellDictionary::load(const Files &)
{
    return fail(ErrorCode::NotFound, Tr::tr("This Assay was built without spell checking."));
}

bool SpellDictionary::isRight(const QString &)
{
    return true;
}

QStringList SpellDictionary::suggestions(const QString &, qsizetype)
{
    return {};
}

#endif

SpellDictionary::SpellDictionary(QString language, std::unique_ptr<Hunspelled> hunspelled)
    : m_language(std::move(language))
    , m_hunspelled(std::move(hunspelled))
{
}

SpellDictionary::~SpellDictionary() = default;

} // namespace assay::ui
