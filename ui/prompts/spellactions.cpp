// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/spellactions.h"

#include "ui/actions/actionregistry.h"
#include "ui/prompts/spellchecker.h"

#include <utility>

#include <QActionGroup>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

const QString enabledKey = u"prompts/spelling"_s;
const QString languageKey = u"prompts/spellingLanguage"_s;

} // namespace

SpellActions::SpellActions(const PageContext &context, SpellChecker &checker, QWidget *page)
    : QObject(page)
    , m_context(context)
    , m_checker(checker)
    , m_languages(new QMenu(page))
{
    m_check =
        m_context.actions.add({u"prompts.spelling"_s,
                               tr("Prompts"),
                               tr("Check s&pelling"),
                               {},
                               {QKeySequence(u"Ctrl+F7"_s)},
                               tr("Underlines misspelt words; their menu has suggestions. Remembered.")},
                              page, this, [this] {
                                  m_checker.setEnabled(m_check->isChecked());
                                  m_context.state.setValue(enabledKey, m_checker.isEnabled());
                              });
    m_check->setCheckable(true);
    m_language = m_context.actions.add({u"prompts.spellingLanguage"_s,
                                        tr("Prompts"),
                                        tr("Language of the spe&lling"),
                                        {},
                                        {},
                                        tr("Chooses among the dictionaries that are installed. Remembered.")},
                                       page, this, [this, page] {
                                           // from the palette; in a menu it opens by itself
                                           m_languages->popup(page->mapToGlobal(page->rect().center()));
                                       });
    m_language->setMenu(m_languages);
    connect(&m_checker, &SpellChecker::stateChanged, this, &SpellActions::refresh);
}

void SpellActions::start()
{
    if (!std::exchange(m_isStarted, true))
        m_checker.start(m_context.state.value(enabledKey, true).toBool(),
                        m_context.state.value(languageKey).toString());
}

void SpellActions::refresh()
{
    const bool hasDictionary = m_checker.state() != SpellChecker::State::NoDictionary;
    m_check->setChecked(m_checker.isEnabled() && hasDictionary);
    for (const QString &id : {u"prompts.spelling"_s, u"prompts.spellingLanguage"_s})
        m_context.actions.setEnabled(id, hasDictionary, hasDictionary ? QString() : m_checker.reason());
    fillLanguages();
}

void SpellActions::fillLanguages()
{
    const QStringList languages = m_checker.languages();
    if (m_languages->actions().size() != languages.size()) {
        m_languages->clear();
        delete m_choices;
        m_choices = new QActionGroup(this);
        for (const QString &language : languages) {
            QAction *choice = m_languages->addAction(SpellChecker::nameOf(language));
            choice->setData(language);
            choice->setCheckable(true);
            m_choices->addAction(choice);
            connect(choice, &QAction::triggered, this, [this, language] { choose(language); });
        }
    }
    for (QAction *choice : m_languages->actions())
        choice->setChecked(choice->data().toString() == m_checker.language());
}

void SpellActions::choose(const QString &language)
{
    m_context.state.setValue(languageKey, language);
    m_checker.setLanguage(language);
}

} // namespace assay::ui
