// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/columnview.h"

#include <QScrollArea>

class QSplitter;

namespace assay::ui {

/// The columns side by side: one can drag their borders, and scroll sideways when they do not fit.
class ColumnsArea final : public QScrollArea {
    Q_OBJECT
public:
    static constexpr int limit = 16;

    ColumnsArea(ModelListModel &models, StreamClock &clock, Theme &theme, QWidget *parent = nullptr);
    ~ColumnsArea() override;

    ColumnView *add(int index = -1); ///< at the end by default
    void remove(ColumnView *column);
    void clear();
    void move(ColumnView *column, int by);
    void equalize();

    [[nodiscard]] const QList<ColumnView *> &columns() const { return m_columns; }
    [[nodiscard]] ColumnView *column(ColumnId id) const;
    [[nodiscard]] QList<ColumnId> order() const;
    /// The one that has the focus, else the last that had it, else the first.
    [[nodiscard]] ColumnView *current() const;
    void setCurrent(ColumnView *column);
    /// Marks the best figure of each row.
    void markBest();
    [[nodiscard]] bool isSettled() const;
    /// Of the text of every answer, in steps from the usual size.
    void setZoom(int step);

Q_SIGNALS:
    void added(assay::ui::ColumnView *column);
    void orderChanged();
    void zoomChanged(int step);

private:
    void renumber();
    void trackFocus(QWidget *now);

    ModelListModel &m_models;
    StreamClock &m_clock;
    Theme &m_theme;
    QSplitter *m_splitter;
    QList<ColumnView *> m_columns; ///< as shown, left to right
    ColumnView *m_current = nullptr;
    ColumnId m_lastId = 0;
    int m_zoom = 0;
};

} // namespace assay::ui
