// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QList>
#include <QObject>
#include <QPalette>
#include <QPixmap>
#include <QPointer>

class QDBusMessage;

namespace assay::ui {

class AssayStyle;

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
    QColor accent; ///< the primary button, focus rings, progress
    QColor accentText; ///< on accent
    QColor selection; ///< behind what is selected: also QPalette::Highlight
    QColor selectionText;
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
    /// An icon of resources/icons by its file name. It takes its colour when painted, so it never needs
    /// reloading.
    [[nodiscard]] QIcon icon(const QString &name) const;
    /// One picture of such an icon in a colour of its own, `size` in device independent pixels.
    [[nodiscard]] static QPixmap pixmap(const QString &name, const QColor &color, int size, qreal pixelRatio);
    /// For code, prompts and numbers in columns.
    [[nodiscard]] QFont fixedFont() const;
    /// The colour of a model in every chart and column: the same for the same name while the program runs.
    [[nodiscard]] QColor seriesColor(const QString &model) const;
    /// To fill with: models beyond the colours there are repeat one in another pattern.
    [[nodiscard]] QBrush seriesBrush(const QString &model) const;

    /// What the system asked for when it was last heard: a hint for the next start, before the portal
    /// answers.
    [[nodiscard]] bool isSystemDark() const { return m_systemDark; }
    void setSystemDark(bool isDark);

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onPortalSetting(const QDBusMessage &message);

private:
    void apply();
    void listenToPortal();
    void askPortal(const QString &key);
    void takePortalValue(const QString &key, const QVariant &value);

    ThemeChoice m_choice;
    bool m_dark = false;
    bool m_systemDark = false;
    bool m_systemHighContrast = false;
    bool m_listens = false; ///< to the portal
    ThemeTokens m_tokens;
    QPointer<AssayStyle> m_style; ///< owned by the application
    [[nodiscard]] qsizetype seriesIndex(const QString &model) const;

    mutable QStringList m_seriesNames; ///< in order of first use
};

} // namespace assay::ui
