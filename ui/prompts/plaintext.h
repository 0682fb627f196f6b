// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>
#include <QString>

class QTextDocument;

namespace assay::ui {

/// The plain text of a document, followed change by change.
///
/// QTextDocument::toPlainText() of a megabyte takes 2 to 4 ms, and a page asks several times between two keys
/// (to save, to check, to compare); this shares one text.
class PlainText final : public QObject {
    Q_OBJECT
public:
    /// Belongs to the document.
    explicit PlainText(QTextDocument *document);

    /// Equal to toPlainText().
    [[nodiscard]] QString text() const;

private:
    void take(int position, int removed, int added);

    QTextDocument *m_document;
    mutable std::optional<QString> m_text; ///< not known until asked for
    mutable int m_revision = 0; ///< of m_text
};

} // namespace assay::ui
