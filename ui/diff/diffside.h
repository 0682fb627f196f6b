// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/diff.h"

#include <QPlainTextEdit>
#include <QTextLayout>

namespace assay::ui {

class Theme;

/// One side of a diff, or both one under the other: lines with their numbers and with what changed in them
/// marked.
///
/// The document holds plain text only. The marks are made of those lines that are painted: as formats of the
/// document they cost 15 times the text (45 ms of 100 kB).
class DiffSide final : public QPlainTextEdit {
    Q_OBJECT
public:
    enum class Change { None, Removed, Added };
    struct Line {
        int number = 0; ///< 0: has none, such as what a longer line is wrapped into
        Change change = Change::None; ///< of the line, also where only some of its words changed
        QList<prompts::DiffSpan> spans = {};
    };

    explicit DiffSide(Theme &theme, QWidget *parent = nullptr);

    /// One block a line; none are an empty text.
    void setLines(QList<Line> lines);
    /// Pixels that a line has beside its number.
    [[nodiscard]] qreal textWidth() const;
    /// The spans of a line cut into the lines that fit `width` pixels; at least one.
    [[nodiscard]] QList<QList<prompts::DiffSpan>> wrapped(const QList<prompts::DiffSpan> &spans,
                                                          qreal width) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QList<QTextLayout::FormatRange> marks(const Line &line) const;
    void measure();

    Theme &m_theme;
    QList<Line> m_lines;
    qreal m_cell = 0; ///< the width of every ASCII character; 0: they differ
};

} // namespace assay::ui
