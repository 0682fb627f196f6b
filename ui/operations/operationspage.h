// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

#include <QTimer>

class QListWidget;
class QStackedWidget;

namespace assay::ui {

class MessageBar;
class OperationsView;

/// The live state of the engine: traffic, budgets, the cache, texts for review, connections, models that retire.
class OperationsPage final : public Page {
    Q_OBJECT
public:
    explicit OperationsPage(const PageContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override { return tr("Operations"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("pulse"); }
    [[nodiscard]] QString pageId() const override { return QStringLiteral("operations"); }
    void activate() override;
    bool escape() override;
    [[nodiscard]] bool isSettled() const override;
    /// {"view": "traffic" | "budgets" | "cache" | "review" | "connections" | "retirement"}.
    void navigate(const QVariantMap &arguments) override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void addView(const QString &id, const QString &name, const QString &icon, const QString &whatsThis,
                 OperationsView *view);
    void buildLayout();
    void addActions();
    void showView(int index);
    void countReviews();
    void showReviewCount(qint64 open);
    [[nodiscard]] OperationsView *shown() const;

    PageContext m_context;
    QListWidget *m_list;
    QStackedWidget *m_stack;
    MessageBar *m_bar;
    QTimer m_counting{this};
    int m_pending = 0;
    bool m_hasReadError = false; ///< the bar shows one
};

} // namespace assay::ui
