// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>

namespace assay::ui {

class Theme;

/// Shows a rendered answer and nothing else: it loads no picture, opens no file and follows no link.
class AnswerBrowser final : public QTextBrowser {
    Q_OBJECT
public:
    explicit AnswerBrowser(Theme &theme, QWidget *parent = nullptr);
    /// Shows `document` from now on and owns it; the one before goes.
    void showDocument(QTextDocument *document);
    [[nodiscard]] bool isAtEnd() const;
    void goToEnd();

Q_SIGNALS:
    void zoomRequested(int steps); ///< 0: back to the usual size
    void copyMarkdownRequested();

protected:
    QVariant loadResource(int type, const QUrl &name) override;
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    QMimeData *createMimeDataFromSelection() const override;

private:
    void paintGrounds(QPainter &painter) const;
    void paintCode(QPainter &painter, const QTextBlock &block, const QRectF &rect) const;
    void paintQuoteBars(QPainter &painter, const QTextBlock &block, const QRectF &rect) const;

    Theme &m_theme;
};

} // namespace assay::ui
