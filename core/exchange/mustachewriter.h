// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/templatelanguages.h"

#include <vector>

#include <QHash>

namespace assay::exchange {

/// Writes a mustache template while another language is read: conditions and loops become sections. Detail of
/// the room.
class MustacheWriter final {
public:
    /// "line 3: ..." for what cannot be carried; the line is where the reader is.
    void lose(int line, const QString &sentence);
    /// Where the reader is, for refuse().
    void at(qsizetype position) { m_position = position; }
    /// What is read is no template, from here on; the first reason stays.
    void refuse(const QString &reason);
    /// Text between tags.
    void text(QStringView text);
    void variable(const QString &name, int line);
    void partial(const QString &name);

    /// A block that is written when `name` has a value, or has none.
    void beginIf(const QString &name, bool isInverted, int line);
    /// A block that is written once for each item of `name`; `item` is what the other language calls it.
    void beginEach(const QString &name, const QString &item, int line);
    /// A block whose meaning is lost: its first branch is kept as it is.
    void beginLost();
    void elseIf(const QString &name, bool isInverted, int line);
    void elseBranch();
    /// False when no block is open.
    bool end();

    /// "The variable `name` is a list", "may be empty", its default.
    prompts::Variable &said(const QString &name);
    [[nodiscard]] bool isItem(const QString &name) const;
    /// Whether it is a member of an item, as in "item.price".
    [[nodiscard]] bool isOfItem(const QString &name) const;
    /// What was written; blocks that are still open are closed and named.
    [[nodiscard]] Converted take();

private:
    struct Block {
        QStringList names; ///< of the sections that end with the block, innermost first
        bool isInverted = false; ///< of the innermost
        QString item;
        bool isLost = false;
        bool isDropped = false; ///< the branch after the kept one
        qsizetype begin = 0; ///< in what is read
    };
    void tag(const QString &contents);
    [[nodiscard]] bool isTooDeep();
    void open(const QString &name, bool isInverted);
    [[nodiscard]] bool isDropping() const;

    Converted m_converted;
    QHash<QString, qsizetype> m_said; ///< where in the variables
    std::vector<Block> m_blocks;
    int m_open = 0; ///< sections
    qsizetype m_position = 0;
    int m_tooDeep = 0; ///< open blocks beyond those that are kept
};

/// Whether our templates take it as a variable's name.
[[nodiscard]] bool isVariableName(const QString &name);

} // namespace assay::exchange
