// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prompts/spelldictionary.h"

#include <optional>

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QThreadPool>
#include <QTimer>

namespace assay::ui {

/// Says whether words are spelt right, in the language that was chosen, with the dictionaries that are
/// installed and the person's own. On the UI thread: what is not known yet is asked of a worker, which alone
/// touches dictionaries and files.
class SpellChecker final : public QObject {
    Q_OBJECT
public:
    struct Places {
        QStringList folders; ///< of dictionaries, the first one wins
        QString personal; ///< the file of the person's words, one a line
    };
    /// $DICPATH, then where the system and the person keep dictionaries; the person's words in the
    /// configuration folder.
    [[nodiscard]] static Places usualPlaces();

    enum class State { Off, Loading, Ready, NoDictionary, Failed };

    explicit SpellChecker(Places places, QObject *parent = nullptr);
    ~SpellChecker() override;

    /// Begins to look what is installed. `language`: the person's choice ("en_US"); where that is not
    /// installed, what fits the system's language, else English, else any.
    void start(bool isEnabled, const QString &language);
    void setEnabled(bool isEnabled);
    [[nodiscard]] bool isEnabled() const { return m_isEnabled; }
    void setLanguage(const QString &language);
    [[nodiscard]] QString language() const { return m_language; } ///< empty until something is found
    [[nodiscard]] QStringList languages() const; ///< installed
    /// "American English (United States)" for "en_US", in that language.
    [[nodiscard]] static QString nameOf(const QString &language);
    [[nodiscard]] State state() const { return m_state; }
    /// Why nothing is checked, for the person; empty while something is.
    [[nodiscard]] QString reason() const;

    /// Nothing: it is not known yet, and answered() will come.
    [[nodiscard]] std::optional<bool> isRight(const QString &word);
    [[nodiscard]] QFuture<QStringList> suggestions(const QString &word);
    void addToDictionary(const QString &word);
    void removeFromDictionary(const QString &word);
    /// Until the program ends.
    void ignore(const QString &word);
    /// Another one means that every word may be judged otherwise.
    [[nodiscard]] int generation() const { return m_generation; }

Q_SIGNALS:
    void stateChanged();
    void changed(); ///< generation()
    void answered(); ///< some of what isRight() did not know
    void added(const QString &word); ///< to the person's dictionary
    void failed(const assay::Error &error);

private:
    struct Found;
    void takeFound(const Found &found, const QString &wanted);
    void load();
    void use(const std::shared_ptr<SpellDictionary> &dictionary);
    void ask();
    void become(State state);
    void renew();
    /// Changes the person's file on the worker: another window may have changed it meanwhile.
    void write(const QString &word, bool isAdded);

    Places m_places;
    std::vector<SpellDictionary::Files> m_installed;
    std::shared_ptr<SpellDictionary> m_dictionary; ///< the worker's once it is loaded
    QString m_language;
    QString m_loading; ///< language
    State m_state = State::Off;
    bool m_isEnabled = false;
    bool m_hasLooked = false;
    Error m_error;
    QSet<QString> m_personal;
    QSet<QString> m_ignored;
    QHash<QString, bool> m_known;
    QSet<QString> m_asked;
    QStringList m_toAsk;
    QTimer m_ask;
    int m_generation = 0;
    QThreadPool m_worker; ///< of one thread: it owns the dictionaries
};

} // namespace assay::ui
