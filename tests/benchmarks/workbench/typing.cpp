// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include "prompts/promptstore.h"
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/prompts/messageblock.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptspage.h"
#include "ui/theme/theme.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QElapsedTimer>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;

namespace assay::benchmark {
namespace {

constexpr qsizetype promptChars = 1'000'000;
constexpr int keys = 600;
constexpr int betweenKeysMs = 25; ///< a very fast typist, so that what runs after a key meets the next

/// Prose with tags, Markdown and JSON, as long prompts have.
QString longPrompt()
{
    const QString part = uR"(## Case {{number}}

Answer **briefly** and only from what follows; where it says nothing, say so. The customer is {{customer}}.
- first point about `code` and what the manual says of it
- second point: {{#known}}known as {{known}}{{/known}}

```json
{"id": 12, "title": "a record", "tags": ["one", "two"], "open": true}
```

)"_s;
    QString text;
    text.reserve(promptChars + part.size());
    while (text.size() < promptChars)
        text += part;
    return text;
}

struct Typed {
    Percentiles key; ///< until the key is taken and painted
    Percentiles
        turn; ///< every turn of the event loop in between, too: what a next key would have to wait for
};

Typed typeInto(QPlainTextEdit *text)
{
    QTextCursor middle = text->textCursor();
    middle.setPosition(static_cast<int>(promptChars / 2));
    text->setTextCursor(middle);
    text->setFocus();
    const QString words = u"the words that one types here "_s;
    std::vector<double> keyTimes;
    std::vector<double> turnTimes;
    QElapsedTimer timer;
    const auto milliseconds = [&timer] { return static_cast<double>(timer.nsecsElapsed()) / 1e6; };
    for (int i = 0; i < keys; ++i) {
        timer.start();
        QTest::keyClick(text, words.at(i % words.size()).toLatin1());
        QCoreApplication::processEvents();
        keyTimes.push_back(milliseconds());
        turnTimes.push_back(milliseconds());
        QElapsedTimer rest;
        rest.start();
        while (rest.elapsed() < betweenKeysMs) {
            timer.start();
            QCoreApplication::processEvents();
            turnTimes.push_back(milliseconds());
            QThread::usleep(500);
        }
    }
    return {percentilesOf(keyTimes), percentilesOf(turnTimes)};
}

Typed typeIntoPage(const QString &prompt)
{
    QTemporaryDir folder;
    workspace::WorkspaceOptions options;
    options.path = folder.filePath(u"w.assay"_s);
    options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateEmpty;
    workspace::Engine engine(options);
    const auto made = test::await(engine.run([prompt](workspace::Workspace &workspace)
                                                 -> QCoro::Task<Result<prompts::PromptSummary>> {
        prompts::PromptContent content;
        content.messages = {{providers::Role::System, prompt}, {providers::Role::User, u"{{question}}"_s}};
        co_return co_await workspace.prompts().create(u"long"_s, {}, content);
    }));
    if (!made)
        qFatal("%s", qPrintable(made.error().message));
    QSettings state(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
    ui::Theme theme(ui::ThemeChoice::Light);
    ui::ActionRegistry actions(theme);
    ui::PromptsPage page(ui::PageContext{engine, theme, actions, state});
    page.resize(1440, 900);
    page.show();
    page.activate();
    const auto settled = [&page] { return page.isSettled(); };
    if (!QTest::qWaitFor(settled, 60'000))
        qFatal("the page does not settle");
    const Typed typed = typeInto(page.findChild<ui::MessageEditor *>()->blocks().first()->editor());
    if (!QTest::qWaitFor(settled, 60'000))
        qFatal("the page does not settle");
    return typed;
}

} // namespace

Figure typingFigure()
{
    const QString prompt = longPrompt();
    QPlainTextEdit bare;
    bare.resize(700, 600);
    bare.setPlainText(prompt);
    bare.show();
    QCoreApplication::processEvents();
    const Typed plain = typeInto(&bare);
    bare.hide();
    const Typed page = typeIntoPage(prompt);
    const double ratio = plain.key.p50 > 0 ? page.key.p50 / plain.key.p50 : 0;
    return {u"Typing in a prompt of 1 MB (%1 keys, one each %2 ms; at most 8 ms a key)"_s.arg(keys).arg(
                betweenKeysMs),
            {{u"a key in the page"_s, shown(page.key)},
             {u"a key in a bare QPlainTextEdit"_s, shown(plain.key)},
             {u"page : bare, at the median"_s, QString::number(ratio, 'f', 2)},
             {u"a turn of the event loop, page"_s, shown(page.turn)},
             {u"a turn of the event loop, bare"_s, shown(plain.turn)}},
            {{u"page"_s, toJson(page.key)},
             {u"bare"_s, toJson(plain.key)},
             {u"ratio"_s, ratio},
             {u"page_turn"_s, toJson(page.turn)},
             {u"bare_turn"_s, toJson(plain.turn)}}};
}

} // namespace assay::benchmark
