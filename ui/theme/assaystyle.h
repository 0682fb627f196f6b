// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>
#include <QStyleOption>

namespace assay::ui {

/// Fusion, drawn flat with the theme's tokens: quiet buttons, 6 px corners, a 2 px focus ring, slim scroll
/// bars, rounded selections. It keeps a copy of the tokens, so it may outlive the Theme.
class AssayStyle final : public QProxyStyle {
    Q_OBJECT
public:
    explicit AssayStyle(ThemeTokens tokens);
    void setTokens(ThemeTokens tokens) { m_tokens = std::move(tokens); }

    using QProxyStyle::polish;
    void polish(QWidget *widget) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                           const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;

private:
    void drawPushButtonLabel(const QStyleOptionButton &option, QPainter *painter,
                             const QWidget *widget) const;
    [[nodiscard]] bool drawFrame(PrimitiveElement element, const QStyleOption &option, QPainter &painter,
                                 const QWidget *widget) const;
    void drawMenuBarItem(const QStyleOptionMenuItem &option, QPainter *painter) const;
    void drawMenuItem(const QStyleOptionMenuItem &option, QPainter *painter, const QWidget *widget) const;
    void drawHeaderLabel(const QStyleOptionHeader &option, QPainter *painter, const QWidget *widget) const;
    void drawTabLabel(const QStyleOptionTab &option, QPainter *painter, const QWidget *widget) const;

    void showMnemonics(bool areShown);

    ThemeTokens m_tokens;
    bool m_showsMnemonics = false; ///< only while Alt is held or a menu is open, so that labels stay calm
};

} // namespace assay::ui
