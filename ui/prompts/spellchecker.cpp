// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/spellchecker.h"

#include "ui/widgets/whendone.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QSaveFile>
#include <QStandardPaths>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr qsizetype knownMost = 50'000; ///< words, a few megabytes
constexpr qsizetype personalMost = 4'000'000; ///< bytes of the person's file
constexpr qsizetype suggestionsMost = 5;

Result<QSet<QString>> readWords(const QString &path)
{
    QSet<QString> words;
    QFile file(path);
    if (!file.exists())
        return words; // no word was added yet
    if (!file.open(QIODevice::ReadOnly) || file.size() > personalMost) {
        return fail(ErrorCode::Storage,
                    SpellChecker::tr("Your dictionary cannot be read: %1.")
                        .arg(file.isOpen() ? SpellChecker::tr("it is too large") : file.errorString()),
                    path);
    }
    const QString text = QString::fromUtf8(file.readAll());
    for (const QStringView word : QStringView(text).tokenize(u'\n', Qt::SkipEmptyParts)) {
        if (!word.trimmed().isEmpty())
            words.insert(word.trimmed().toString());
    }
    return words;
}

Result<> writeWords(const QString &path, const QSet<QString> &words)
{
    QStringList sorted(words.begin(), words.end());
    sorted.sort();
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    const QByteArray text = sorted.isEmpty() ? QByteArray() : (sorted.join(u'\n') + u'\n').toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        return fail(ErrorCode::Storage,
                    SpellChecker::tr("Your dictionary cannot be saved: %1.").arg(file.errorString()), path);
    }
    return {};
}

QString withoutRegion(const QString &language)
{
    return language.section(u'_', 0, 0).section(u'-', 0, 0);
}

/// The dictionary that fits best.
QString chosenOf(const std::vector<SpellDictionary::Files> &installed, const QString &wanted)
{
    const auto first = [&](auto fits) {
        const auto found = std::ranges::find_if(installed, fits, &SpellDictionary::Files::language);
        return found == installed.end() ? QString() : found->language;
    };
    const QString system = QLocale::system().name();
    for (const QString &language : {wanted, system, u"en_US"_s}) {
        if (const QString same = first([&](const QString &each) { return each == language; });
            !same.isEmpty())
            return same;
        if (language == wanted)
            continue; // what was chosen, or the system's
        const QString tongue = withoutRegion(language);
        const QString near = first([&](const QString &each) { return withoutRegion(each) == tongue; });
        if (!near.isEmpty())
            return near;
    }
    return installed.empty() ? QString() : installed.front().language;
}

} // namespace

SpellChecker::Places SpellChecker::usualPlaces()
{
    Places places;
    places.folders = qEnvironmentVariable("DICPATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    for (const QString &data : QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation)) {
        for (const QLatin1String below : {"hunspell"_L1, "myspell/dicts"_L1, "myspell"_L1})
            places.folders.append(data + u'/' + below);
    }
    places.folders += {QDir::homePath() + u"/Library/Spelling", u"/Library/Spelling"_s,
                       QCoreApplication::applicationDirPath() + u"/hunspell"};
    places.personal =
        QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + u"/dictionary.txt";
    return places;
}

struct SpellChecker::Found {
    std::vector<SpellDictionary::Files> installed;
    Result<QSet<QString>> personal;
};

SpellChecker::SpellChecker(Places places, QObject *parent)
    : QObject(parent)
    , m_places(std::move(places))
{
    m_worker.setMaxThreadCount(1);
    m_ask.setSingleShot(true);
    connect(&m_ask, &QTimer::timeout, this, &SpellChecker::ask);
}

SpellChecker::~SpellChecker()
{
    m_worker.waitForDone(); // a word may still have to be written
}

void SpellChecker::start(bool isEnabled, const QString &language)
{
    m_isEnabled = isEnabled;
    become(isEnabled ? State::Loading : State::Off);
    QtConcurrent::run(&m_worker, [places = m_places] {
        if (!SpellDictionary::isSupported())
            return Found();
        return Found{SpellDictionary::installed(places.folders), readWords(places.personal)};
    }) | whenDone(this, [this, language](const Found &found) { takeFound(found, language); });
}

void SpellChecker::takeFound(const Found &found, const QString &wanted)
{
    m_hasLooked = true;
    m_installed = found.installed;
    if (found.personal)
        m_personal.unite(*found.personal);
    else
        Q_EMIT failed(found.personal.error());
    m_language = chosenOf(m_installed, wanted);
    load();
}

QStringList SpellChecker::languages() const
{
    QStringList languages;
    for (const SpellDictionary::Files &files : m_installed)
        languages.append(files.language);
    return languages;
}

QString SpellChecker::nameOf(const QString &language)
{
    const QLocale locale(language);
    if (locale.language() == QLocale::C)
        return language;
    const QString name = locale.nativeLanguageName();
    const bool hasRegion = language.contains(u'_') || language.contains(u'-');
    const QString capital = name.left(1).toUpper() + name.mid(1);
    return hasRegion ? u"%1 (%2)"_s.arg(capital, locale.nativeTerritoryName()) : capital;
}

void SpellChecker::setEnabled(bool isEnabled)
{
    if (m_isEnabled == isEnabled)
        return;
    m_isEnabled = isEnabled;
    load();
}

void SpellChecker::setLanguage(const QString &language)
{
    if (m_language == language || !languages().contains(language))
        return;
    m_language = language;
    load();
}

void SpellChecker::load()
{
    if (!m_hasLooked)
        return; // takeFound() comes here
    if (!m_isEnabled || m_installed.empty()) {
        m_loading.clear();
        become(m_installed.empty() ? State::NoDictionary : State::Off);
        return renew();
    }
    if (m_dictionary && m_dictionary->language() == m_language) {
        m_loading.clear();
        become(State::Ready);
        return renew();
    }
    m_loading = m_language;
    become(State::Loading);
    renew();
    const auto files = *std::ranges::find(m_installed, m_language, &SpellDictionary::Files::language);
    QtConcurrent::run(&m_worker, SpellDictionary::load, files)
        | whenDone(this,
                   [this, language = m_language](const Result<std::shared_ptr<SpellDictionary>> &dictionary) {
                       if (m_loading != language)
                           return; // another one is wanted since
                       m_loading.clear();
                       if (dictionary)
                           use(*dictionary);
                       else
                           m_error = dictionary.error();
                       become(dictionary ? State::Ready : State::Failed);
                       renew();
                       if (!dictionary)
                           Q_EMIT failed(m_error);
                   });
}

void SpellChecker::use(const std::shared_ptr<SpellDictionary> &dictionary)
{
    m_dictionary = dictionary;
    m_known.clear();
    m_asked.clear();
    m_toAsk.clear();
}

void SpellChecker::become(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void SpellChecker::renew()
{
    ++m_generation;
    Q_EMIT changed();
}

QString SpellChecker::reason() const
{
    switch (m_state) {
    case State::Ready:
        return {};
    case State::Off:
        return tr("Spelling is not checked.");
    case State::Loading:
        return tr("The dictionary is being read.");
    case State::NoDictionary:
        return SpellDictionary::isSupported()
            ? tr("No dictionary is installed: a package such as hunspell-en-us brings one.")
            : tr("This Assay was built without spell checking.");
    case State::Failed:
        return m_error.message;
    }
    return {};
}

std::optional<bool> SpellChecker::isRight(const QString &word)
{
    if (m_state != State::Ready || m_ignored.contains(word) || m_personal.contains(word)
        || m_personal.contains(word.toLower()))
        return true;
    if (const auto known = m_known.constFind(word); known != m_known.cend())
        return *known;
    if (!m_asked.contains(word)) {
        m_asked.insert(word);
        m_toAsk.append(word);
        if (!m_ask.isActive())
            m_ask.start(); // all that one pass over the text finds
    }
    return std::nullopt;
}

void SpellChecker::ask()
{
    QtConcurrent::run(&m_worker, [dictionary = m_dictionary, words = std::exchange(m_toAsk, {})] {
        QHash<QString, bool> answers;
        for (const QString &word : words)
            answers.insert(word, dictionary->isRight(word));
        return answers;
    }) | whenDone(this, [this, dictionary = m_dictionary](const QHash<QString, bool> &answers) {
        if (dictionary != m_dictionary)
            return;
        if (m_known.size() + answers.size() > knownMost)
            m_known.clear();
        m_known.insert(answers);
        for (auto answer = answers.keyBegin(); answer != answers.keyEnd(); ++answer)
            m_asked.remove(*answer);
        Q_EMIT answered();
    });
}

QFuture<QStringList> SpellChecker::suggestions(const QString &word)
{
    if (m_state != State::Ready)
        return QtFuture::makeReadyFuture(QStringList());
    return QtConcurrent::run(&m_worker, [dictionary = m_dictionary, word] {
        return dictionary->suggestions(word, suggestionsMost);
    });
}

void SpellChecker::addToDictionary(const QString &word)
{
    m_personal.insert(word);
    write(word, true);
    renew();
    Q_EMIT added(word);
}

void SpellChecker::removeFromDictionary(const QString &word)
{
    m_personal.remove(word);
    write(word, false);
    renew();
}

void SpellChecker::ignore(const QString &word)
{
    m_ignored.insert(word);
    renew();
}

void SpellChecker::write(const QString &word, bool isAdded)
{
    QtConcurrent::run(&m_worker, [path = m_places.personal, word, isAdded]() -> Result<> {
        auto words = readWords(path);
        if (!words)
            return tl::unexpected(words.error());
        if (isAdded)
            words->insert(word);
        else
            words->remove(word);
        return writeWords(path, *words);
    }) | whenDone(this, [this](const Result<> &written) {
        if (!written)
            Q_EMIT failed(written.error());
    });
}

} // namespace assay::ui
