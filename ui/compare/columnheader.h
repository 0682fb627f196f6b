// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/modelfit.h"
#include "ui/compare/comparedata.h"
#include "ui/compare/modelchooser.h"

#include <optional>

#include <QWidget>

class QMenu;
class QToolButton;

namespace assay::ui {

class ParametersButton;
class ParametersPopover;
class Theme;
struct PageContext;

/// The top of a column: whom it asks, with what, and whether it won.
class ColumnHeader final : public QWidget {
    Q_OBJECT
public:
    ColumnHeader(ModelListModel &models, Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] ModelChooser *chooser() const { return m_chooser; }
    [[nodiscard]] QMenu *menu() const { return m_menu; }
    void setNumber(int number); ///< 1..16: the key that picks it
    void setWinner(bool isWinner);
    [[nodiscard]] bool isWinner() const { return m_isWinner; }
    void setWinnable(bool isWinnable);

    /// Its own parameters; empty: the prompt's.
    [[nodiscard]] const std::optional<providers::Parameters> &ownParameters() const { return m_own; }
    void setOwnParameters(const std::optional<providers::Parameters> &parameters);
    void setPromptParameters(const providers::Parameters &parameters);
    /// Its own, else those of the version it asks, else the page's.
    [[nodiscard]] const providers::Parameters &parameters() const { return m_own ? *m_own : inherited(); }
    /// What it has without any of its own.
    [[nodiscard]] const providers::Parameters &inherited() const
    {
        return m_content ? m_content->content.parameters : m_ofPrompt;
    }
    void openParameters();
    /// Saved sets can be taken and saved where the parameters open. `context` outlives the header.
    void offerSets(const PageContext &context) { m_context = &context; }
    /// Another version, or a conversation that went on; empty: as the page.
    [[nodiscard]] const std::optional<ColumnContent> &content() const { return m_content; }
    void setContent(const std::optional<ColumnContent> &content);
    /// Values that differ from the page's.
    [[nodiscard]] const QMap<QString, QString> &variables() const { return m_variables; }
    void setVariables(const QMap<QString, QString> &variables);
    /// What the column's model does not take, struck through; `areLeftOut` says whether it is asked without
    /// them, else the call will be refused.
    void setNotTaken(const QList<providers::NotTaken> &parts, bool areLeftOut);
    [[nodiscard]] ParametersButton *parametersButton() const { return m_parameters; }

Q_SIGNALS:
    void changed();
    void contentChanged();
    void winnerToggled();
    void applyParametersToAll(const assay::providers::Parameters &parameters);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showParameters();
    [[nodiscard]] QString whyNotTaken() const;
    void restyle();

    Theme &m_theme;
    int m_number = 1;
    bool m_isWinner = false;
    std::optional<providers::Parameters> m_own;
    providers::Parameters m_ofPrompt;
    std::optional<ColumnContent> m_content;
    QMap<QString, QString> m_variables;
    QList<providers::NotTaken> m_notTaken;
    bool m_areLeftOut = false;
    const PageContext *m_context = nullptr;
    ModelChooser *m_chooser;
    ParametersButton *m_parameters;
    QToolButton *m_winner;
    QToolButton *m_more;
    QMenu *m_menu;
    ParametersPopover *m_popover = nullptr; ///< built when first opened
};

} // namespace assay::ui
