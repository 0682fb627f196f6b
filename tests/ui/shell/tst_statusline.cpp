// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/stages.h"
#include "support/awaiting.h"
#include "ui/shell/statusline.h"
#include "ui/theme/theme.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

class StatusLineTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void aProviderThatIsDownIsToldWithTheReason()
    {
        QTemporaryDir folder;
        workspace::WorkspaceOptions options;
        options.path = folder.filePath(u"w.assay"_s);
        options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateEmpty;
        workspace::Engine engine(options);
        Theme theme(ThemeChoice::Light);
        StatusLine line(engine, theme);
        line.show();
        line.start();
        QLabel *down = nullptr;
        for (QLabel *label : line.findChildren<QLabel *>()) {
            if (label->accessibleName() == u"Providers that are down"_s)
                down = label;
        }
        QVERIFY(down != nullptr);
        const auto note = [&engine](bool isUp) {
            return test::await(engine.run([isUp](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
                catalog::Provider provider;
                provider.name = u"openai"_s;
                orchestration::HealthMonitor &health = workspace.orchestrator().stages().health;
                for (int i = 0; i < orchestration::HealthMonitor::callFailuresToDown && !isUp; ++i)
                    health.noteFailure(provider,
                                       {ErrorCode::Network, u"There is no way to it."_s, {}, true, {}});
                if (isUp)
                    health.noteSuccess(provider, std::chrono::microseconds(1000));
                co_return Result<>();
            }));
        };
        orchestration::Policy policy;
        orchestration::Route route;
        route.name = u"good"_s;
        route.candidates = {{{u"openai"_s, u"gpt"_s}, 1}, {{u"local"_s, u"llama"_s}, 1}};
        policy.routes = {route};
        QVERIFY(test::await(engine.run([policy](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            auto set = co_await workspace.setPolicy(policy);
            co_return set;
        })));
        // Again and again, as calls would: the window forgets those it does not know while it starts.
        QTRY_VERIFY(note(false) && down->text().contains(u"openai"_s));
        QVERIFY(down->toolTip().contains(u"no way"_s));
        // What is done instead.
        QVERIFY2(down->text().contains(u"good \u2192 local/llama"_s), qPrintable(down->text()));
        QVERIFY2(down->toolTip().contains(u"Calls to openai itself"_s), qPrintable(down->toolTip()));
        QVERIFY(note(true));
        QTRY_VERIFY(down->text().isEmpty());
    }
};

QTEST_MAIN(StatusLineTest)
#include "tst_statusline.moc"
