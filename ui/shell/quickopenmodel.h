// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QIcon>
#include <QList>
#include <QVariantMap>

namespace assay::ui {

class Theme;

/// Something one can go to.
struct QuickOpenEntry {
    QString text;
    QString detail; ///< folder, kind: searched too
    QString icon;
    QString pageId;
    QVariantMap arguments; ///< for Page::navigate()
};

/// The entries that match what was typed, best first. The roles are PaletteModel's.
class QuickOpenModel final : public QAbstractListModel {
    Q_OBJECT
public:
    explicit QuickOpenModel(Theme &theme, QObject *parent = nullptr);

    void setEntries(QList<QuickOpenEntry> entries);
    /// Further entries that match what was typed by something else than their text; after the others. They
    /// go with the next setFound() or empty pattern.
    void setFound(QList<QuickOpenEntry> found);
    void update(const QString &pattern);
    [[nodiscard]] const QuickOpenEntry &entryAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row {
        qsizetype entry;
        int score;
        QList<int> positions;
    };
    Theme &m_theme;
    QList<QuickOpenEntry> m_entries;
    QList<QuickOpenEntry> m_found;
    QList<Row> m_rows;
};

} // namespace assay::ui
