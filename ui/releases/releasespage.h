// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/releases/releasedetail.h"
#include "ui/releases/releaseform.h"
#include "ui/widgets/page.h"

#include <functional>

#include <QFuture>
#include <QTimer>

class QListWidget;
class QStackedWidget;

namespace assay::ui {

class EmptyState;
class MessageBar;

/// Versions on their way to a label: start one, watch both sides live, promote it or take it back.
class ReleasesPage final : public Page {
    Q_OBJECT
public:
    explicit ReleasesPage(const PageContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override { return tr("Releases"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("tag"); }
    [[nodiscard]] QString pageId() const override { return QStringLiteral("releases"); }
    void activate() override;
    bool escape() override;
    [[nodiscard]] bool isSettled() const override { return m_isLoaded && m_pending == 0; }
    /// {"prompt": NAME, "version": N} opens the form for it.
    void navigate(const QVariantMap &arguments) override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildLayout();
    void connectParts();
    void addActions();
    void reload();
    void showReleases(const QList<release::Release> &releases);
    void readSelected();
    void openForm();
    void start();
    void act(std::function<QFuture<Result<release::Release>>(release::ReleaseStore &)> step,
             const QString &said);
    [[nodiscard]] release::By withFigures(release::By by) const;
    [[nodiscard]] release::By person(const QString &reason) const;
    template <typename T, typename Work, typename Done> void ask(Work work, Done done);

    PageContext m_context;
    MessageBar *m_bar;
    QListWidget *m_list;
    QStackedWidget *m_stack; ///< detail, form, empty state
    ReleaseDetail *m_detail;
    ReleaseForm *m_form;
    EmptyState *m_empty;
    QTimer m_reading{this};
    QList<release::Release> m_releases;
    release::ReleaseId m_wanted; ///< to select when it is there
    QVariantMap m_formFor; ///< what navigate() asked for, until the prompts are read
    int m_pending = 0;
    bool m_isLoaded = false;
    bool m_hasReadError = false; ///< the bar shows one
};

} // namespace assay::ui
