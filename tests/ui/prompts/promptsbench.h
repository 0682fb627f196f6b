// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/promptstore.h"
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/prompts/messageblock.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptspage.h"
#include "ui/prompts/versionspanel.h"
#include "ui/theme/theme.h"
#include "workspace/engine.h"

#include <memory>

#include <QCoroFuture>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

namespace assay::test {

using namespace Qt::StringLiterals;
using namespace assay::ui;
using workspace::Workspace;

/// A prompts page over a real engine with a fresh sample workspace.
struct Fixture {
    QTemporaryDir folder;
    Theme theme{ThemeChoice::Light};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    std::unique_ptr<workspace::Engine> engine;
    std::unique_ptr<ActionRegistry> actions;
    std::unique_ptr<PromptsPage> page;

    Fixture()
    {
        workspace::WorkspaceOptions options;
        options.path = folder.filePath(u"sample.assay"_s);
        options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateSample;
        engine = std::make_unique<workspace::Engine>(options);
        makePage();
    }

    void makePage()
    {
        page.reset();
        actions = std::make_unique<ActionRegistry>(theme);
        page = std::make_unique<PromptsPage>(PageContext{*engine, theme, *actions, state});
        page->resize(1440, 900);
        page->show();
        page->activateWindow();
        page->activate();
    }
};

/// What tests of the page share.
class PromptsBench {
protected:
    std::unique_ptr<Fixture> m_fixture;

    PromptsPage &page() { return *m_fixture->page; }
    template <typename T> T *part() { return page().findChild<T *>(); }
    QPlainTextEdit *text(int block) { return part<MessageEditor>()->blocks().at(block)->editor(); }
    void settle()
    {
        if (!QTest::qWaitFor([this] { return page().isSettled(); }, 30'000))
            qFatal("the page does not settle");
    }
    QString selectedName() { return part<PromptList>()->selected()->name; }

    template <typename T = QWidget> T *named(const QString &accessibleName)
    {
        for (T *widget : page().findChildren<T *>()) {
            if (widget->accessibleName() == accessibleName && widget->isVisibleTo(&page()))
                return widget;
        }
        return nullptr;
    }

    void type(int block, const QString &words)
    {
        text(block)->setFocus();
        text(block)->moveCursor(QTextCursor::End);
        QTest::keyClicks(text(block), words);
    }

    void select(const QString &name)
    {
        part<PromptList>()->select(name);
        settle();
    }

    prompts::PromptDraft storedDraft(const QString &name)
    {
        const auto draft = test::await(
            m_fixture->engine->run([name](Workspace &workspace) -> QCoro::Task<Result<prompts::PromptDraft>> {
                const auto prompt = co_await workspace.prompts().find(name);
                if (!prompt)
                    co_return tl::unexpected(prompt.error());
                co_return co_await workspace.prompts().draft(prompt->id);
            }));
        return draft.value_or(prompts::PromptDraft());
    }

    int commit(const QString &message)
    {
        QTest::keyClick(&page(), Qt::Key_S, Qt::ControlModifier);
        auto *field = named<QLineEdit>(u"Message of the new version"_s);
        QTest::keyClicks(field, message);
        QTest::keyClick(field, Qt::Key_Return);
        settle();
        return part<VersionsPanel>()->versions().first().number;
    }

    void picture(const QString &name)
    {
        const QString folder = qEnvironmentVariable("ASSAY_TEST_PICTURES");
        if (folder.isEmpty())
            return;
        for (const auto &[choice, suffix] :
             {std::pair(ThemeChoice::Dark, u"dark"_s), std::pair(ThemeChoice::HighContrast, u"contrast"_s),
              std::pair(ThemeChoice::Light, u"light"_s)}) {
            m_fixture->theme.setChoice(choice);
            QCoreApplication::processEvents();
            page().grab().save(u"%1/prompts-%2-%3.png"_s.arg(folder, name, suffix));
        }
    }
};

} // namespace assay::test
