// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QList>
#include <QObject>
#include <QPalette>

namespace assay::ui {

enum class ThemeChoice { FollowSystem, Light, Dark, HighContrast };

/// Every colour Assay paints with. Text is at least 4.5:1 on its ground, graphics 3:1.
struct ThemeTokens {
    QColor ground; ///< of lists, editors, answers
    QColor surface; ///< of the window, headers and side panels
    QColor text;
    QColor muted;
    QColor link;
    QColor error;
    QColor warning;
    QColor success;
    QColor border; ///< of controls
    QColor separator; ///< a hairline between areas
    QColor accent; ///< selection and the primary button
    QColor accentText;
    QColor codeGround;
    QColor barInfo;
    QColor barWarning;
    QColor barError;
    QColor barSuccess;
    QColor diffAdded;
    QColor diffRemoved;
    QColor variableGround; ///< behind {{variables}} in an editor
    QList<QColor> series; ///< of charts, in this order
};

/// The application's look: palette, tokens, icons. One per program, on the UI thread, outlives every widget.
class Theme final : public QObject {
    Q_OBJECT
public:
    explicit Theme(ThemeChoice choice, QObject *parent = nullptr);
    ~Theme() override;

    void setChoice(ThemeChoice choice);
    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    [[nodiscard]] bool isDark() const { return m_dark; }
    [[nodiscard]] const ThemeTokens &tokens() const { return m_tokens; }
    /// An icon of resources/icons tinted for the palette; reload it on changed().
    [[nodiscard]] QIcon icon(const QString &name) const;
    /// For code, prompts and numbers in columns.
    [[nodiscard]] QFont fixedFont() const;
    /// The colour of a model in every chart and column: the same for the same name while the program runs.
    [[nodiscard]] QColor seriesColor(const QString &model) const;

Q_SIGNALS:
    void changed();

private:
    void apply();
    void askPortal();

    ThemeChoice m_choice;
    bool m_dark = false;
    bool m_systemDark = false;
    ThemeTokens m_tokens;
    mutable QStringList m_seriesNames; ///< in order of first use
};

} // namespace assay::ui
