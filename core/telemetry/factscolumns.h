// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

#include <array>
#include <limits>
#include <vector>

#include <QDir>
#include <QFile>

namespace assay::telemetry {

/// The facts of one call as the mirror keeps them: 52 bytes.
struct FactsRow {
    UtcMicros startedAt = 0;
    std::int64_t costNano = 0; ///< unknownCost when unknown
    std::uint32_t latencyUs = 0; ///< saturates at 71 minutes
    std::uint32_t firstTokenUs = 0; ///< noFirstToken when there was none
    std::uint32_t input = 0;
    std::uint32_t output = 0;
    std::uint32_t model = 0; ///< fact_names.id
    std::uint32_t prompt = 0; ///< fact_names.id; 0 for none
    std::uint32_t user = 0; ///< fact_names.id; 0 for none
    std::uint32_t status = 0; ///< CallStatus, and estimatedBit when tokens and cost are an estimate
    std::uint32_t version = 0; ///< of the prompt; 0 for none. With `refused` for an answer that broke its contract

    static constexpr std::uint32_t estimatedBit = 0x100;
    static constexpr std::uint32_t statusMask = 0xff;
    static constexpr std::int64_t unknownCost = std::numeric_limits<std::int64_t>::min();
    static constexpr std::uint32_t noFirstToken = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::uint32_t refused = 1U << 31;
};

/// One memory-mapped file per fact, in a folder, shared by every program that has the workspace open.
///
/// Appending: lock(), reload(), append() rows, publish(), unlock(). A crash in between leaves the published
/// count untouched, so the unfinished tail is overwritten. Not thread-safe: FactsMirror guards it.
class FactsColumns final {
public:
    static constexpr std::int64_t blockRows = 65'536;

    /// Opens or creates the folder's files for `workspace`; anything foreign or damaged is emptied. Falls
    /// back to anonymous memory when the folder cannot be written.
    FactsColumns(QDir folder, WorkspaceId workspace);
    ~FactsColumns();
    FactsColumns(const FactsColumns &) = delete;
    FactsColumns &operator=(const FactsColumns &) = delete;

    /// The lock among programs, for appending. False when it cannot be had.
    [[nodiscard]] bool lock();
    void unlock();
    /// Takes over what other programs published since; maps more when the files grew.
    void reload();
    /// Whether another program published rows that reload() would show.
    [[nodiscard]] bool isBehind() const;

    /// Makes room; false when the disk has none.
    [[nodiscard]] bool reserve(std::int64_t rows);
    void append(const FactsRow &row); ///< reserve() first
    void publish(std::int64_t lastSeq);
    void clear();

    [[nodiscard]] std::int64_t rowCount() const { return m_rows; }
    [[nodiscard]] std::int64_t lastSeq() const { return m_lastSeq; }

    [[nodiscard]] const UtcMicros *startedAt() const { return column<UtcMicros>(StartedAt); }
    [[nodiscard]] const std::int64_t *costNano() const { return column<std::int64_t>(Cost); }
    [[nodiscard]] const std::uint32_t *latencyUs() const { return column<std::uint32_t>(Latency); }
    [[nodiscard]] const std::uint32_t *firstTokenUs() const { return column<std::uint32_t>(FirstToken); }
    [[nodiscard]] const std::uint32_t *input() const { return column<std::uint32_t>(Input); }
    [[nodiscard]] const std::uint32_t *output() const { return column<std::uint32_t>(Output); }
    [[nodiscard]] const std::uint32_t *model() const { return column<std::uint32_t>(Model); }
    [[nodiscard]] const std::uint32_t *prompt() const { return column<std::uint32_t>(Prompt); }
    [[nodiscard]] const std::uint32_t *user() const { return column<std::uint32_t>(User); }
    [[nodiscard]] const std::uint32_t *status() const { return column<std::uint32_t>(Status); }
    [[nodiscard]] const std::uint32_t *version() const { return column<std::uint32_t>(Version); }

    /// The span of times in each block of blockRows rows, so that a scan passes over blocks outside its
    /// range.
    struct BlockRange {
        UtcMicros earliest = std::numeric_limits<UtcMicros>::max();
        UtcMicros latest = std::numeric_limits<UtcMicros>::min();
    };
    [[nodiscard]] const std::vector<BlockRange> &blocks() const { return m_blocks; }

private:
    enum Column {
        StartedAt,
        Cost,
        Latency,
        FirstToken,
        Input,
        Output,
        Model,
        Prompt,
        User,
        Status,
        Version,
        ColumnCount
    };
    struct Header;
    struct Mapping {
        QFile file;
        uchar *bytes = nullptr;
    };

    template <typename T> [[nodiscard]] const T *column(Column which) const
    {
        return reinterpret_cast<const T *>(m_columns[which].bytes);
    }
    template <typename T> void put(Column which, T value)
    {
        reinterpret_cast<T *>(m_columns[which].bytes)[m_rows] = value;
    }
    bool openHeader(WorkspaceId workspace);
    bool mapColumns(std::int64_t capacity);
    void unmapColumns();
    void useMemory();
    void extendBlocks();
    [[nodiscard]] bool isSoundHeader(WorkspaceId workspace) const;

    QDir m_folder;
    QFile m_headerFile;
    Header *m_header = nullptr; ///< mapped; null in memory only
    std::array<Mapping, ColumnCount> m_columns;
    std::array<std::vector<std::uint64_t>, ColumnCount> m_memory; ///< when there is no folder
    std::int64_t m_capacity = 0;
    std::int64_t m_rows = 0;
    std::int64_t m_lastSeq = 0;
    std::int64_t m_blockedRows = 0; ///< rows that m_blocks covers
    std::vector<BlockRange> m_blocks;
};

} // namespace assay::telemetry
