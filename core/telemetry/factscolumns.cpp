// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/factscolumns.h"

#include <algorithm>
#include <cstring>

#include <sys/file.h>

using namespace Qt::StringLiterals;

namespace assay::telemetry {
namespace {

constexpr std::array columnNames{"started_at", "cost",  "latency", "first_token", "input",
                                 "output",     "model", "prompt",  "user",        "status", "version"};
constexpr std::array<std::int64_t, columnNames.size()> columnWidths{8, 8, 4, 4, 4, 4, 4, 4, 4, 4, 4};
constexpr std::int64_t smallestCapacity = 16'384;

/// A power cut can keep the header and lose the columns; another boot since an unfinished write means: do not
/// trust.
QByteArray bootId()
{
    QFile file(u"/proc/sys/kernel/random/boot_id"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

} // namespace

struct FactsColumns::Header {
    static constexpr quint64 expectedMagic = 0x3353544341465341; // "ASFACTS3": others are rebuilt
    quint64 magic;
    char workspace[16];
    char bootOfWriter[40];
    std::int64_t rows;
    std::int64_t lastSeq;
    quint64 isSynced; ///< 0 while a writer has it open
};

FactsColumns::FactsColumns(QDir folder, WorkspaceId workspace)
    : m_folder(std::move(folder))
{
    if (!m_folder.mkpath(u"."_s) || !openHeader(workspace)) {
        useMemory();
        return;
    }
    if (!isSoundHeader(workspace) && lock()) {
        std::memset(m_header, 0, sizeof(Header));
        std::memcpy(m_header->workspace, workspace.toBytes().constData(), sizeof m_header->workspace);
        m_header->magic = Header::expectedMagic;
        unlock();
    }
    reload();
}

FactsColumns::~FactsColumns()
{
    unmapColumns();
    if (m_header == nullptr)
        return;
    for (Mapping &column : m_columns)
        column.file.close();
    m_header->isSynced = 1;
    m_headerFile.unmap(reinterpret_cast<uchar *>(m_header));
}

bool FactsColumns::openHeader(WorkspaceId)
{
    m_headerFile.setFileName(m_folder.filePath(u"header"_s));
    if (!m_headerFile.open(QIODevice::ReadWrite))
        return false;
    if (m_headerFile.size() < static_cast<qint64>(sizeof(Header))) {
        const bool isGrown = m_headerFile.resize(sizeof(Header));
        m_headerFile.close(); // an open QFile goes on believing its old size
        if (!isGrown || !m_headerFile.open(QIODevice::ReadWrite))
            return false;
    }
    m_header = reinterpret_cast<Header *>(m_headerFile.map(0, sizeof(Header)));
    return m_header != nullptr;
}

bool FactsColumns::isSoundHeader(WorkspaceId workspace) const
{
    if (m_header->magic != Header::expectedMagic || m_header->rows < 0 || m_header->lastSeq < m_header->rows
        || std::memcmp(m_header->workspace, workspace.toBytes().constData(), sizeof m_header->workspace) != 0)
        return false;
    if (m_header->isSynced == 0 && m_header->rows > 0 && bootId() != QByteArray(m_header->bootOfWriter))
        return false;
    for (size_t i = 0; i < columnNames.size(); ++i) {
        const QFileInfo file(m_folder.filePath(QLatin1String(columnNames[i])));
        if (m_header->rows > 0 && file.size() < m_header->rows * columnWidths[i])
            return false;
    }
    return true;
}

bool FactsColumns::lock()
{
    return m_header == nullptr || flock(m_headerFile.handle(), LOCK_EX) == 0;
}

void FactsColumns::unlock()
{
    if (m_header != nullptr)
        flock(m_headerFile.handle(), LOCK_UN);
}

bool FactsColumns::isBehind() const
{
    return m_header != nullptr && (m_header->rows != m_rows || m_header->lastSeq != m_lastSeq);
}

void FactsColumns::reload()
{
    if (m_header == nullptr)
        return;
    if (m_header->rows < m_rows) { // another program emptied it
        m_blocks.clear();
        m_blockedRows = 0;
    }
    if (m_header->rows > m_capacity && !mapColumns(m_header->rows))
        return;
    m_rows = m_header->rows;
    m_lastSeq = m_header->lastSeq;
    extendBlocks();
}

bool FactsColumns::reserve(std::int64_t rows)
{
    const std::int64_t needed = m_rows + rows;
    return needed <= m_capacity || mapColumns(std::max({needed, m_capacity * 2, smallestCapacity}));
}

bool FactsColumns::mapColumns(std::int64_t capacity)
{
    unmapColumns();
    for (size_t i = 0; i < columnNames.size(); ++i) {
        Mapping &column = m_columns[i];
        const std::int64_t bytes = capacity * columnWidths[i];
        if (m_header == nullptr) {
            m_memory[i].resize(static_cast<size_t>(bytes / 8 + 1));
            column.bytes = reinterpret_cast<uchar *>(m_memory[i].data());
            continue;
        }
        // Closed while it grows: an open QFile goes on believing its old size.
        column.file.close();
        column.file.setFileName(m_folder.filePath(QLatin1String(columnNames[i])));
        const bool isGrown = column.file.size() >= bytes
            || (column.file.open(QIODevice::ReadWrite) && column.file.resize(bytes));
        column.file.close();
        if (!isGrown || !column.file.open(QIODevice::ReadWrite))
            return false;
        column.bytes = column.file.map(0, bytes);
        if (column.bytes == nullptr)
            return false;
    }
    m_capacity = capacity;
    return true;
}

void FactsColumns::unmapColumns()
{
    for (Mapping &column : m_columns) {
        if (m_header != nullptr && column.bytes != nullptr)
            column.file.unmap(column.bytes);
        column.bytes = nullptr;
    }
    m_capacity = 0;
}

void FactsColumns::useMemory()
{
    if (m_header != nullptr)
        m_headerFile.unmap(reinterpret_cast<uchar *>(m_header));
    m_header = nullptr;
}

void FactsColumns::append(const FactsRow &row)
{
    put(StartedAt, row.startedAt);
    put(Cost, row.costNano);
    put(Latency, row.latencyUs);
    put(FirstToken, row.firstTokenUs);
    put(Input, row.input);
    put(Output, row.output);
    put(Model, row.model);
    put(Prompt, row.prompt);
    put(User, row.user);
    put(Status, row.status);
    put(Version, row.version);
    ++m_rows;
}

void FactsColumns::publish(std::int64_t lastSeq)
{
    m_lastSeq = lastSeq;
    extendBlocks();
    if (m_header == nullptr)
        return;
    if (m_header->isSynced != 0 || m_header->bootOfWriter[0] == '\0') {
        const QByteArray boot = bootId().left(sizeof m_header->bootOfWriter - 1);
        std::memset(m_header->bootOfWriter, 0, sizeof m_header->bootOfWriter);
        std::memcpy(m_header->bootOfWriter, boot.constData(), static_cast<size_t>(boot.size()));
        m_header->isSynced = 0;
    }
    m_header->lastSeq = lastSeq;
    m_header->rows = m_rows;
}

void FactsColumns::clear()
{
    m_rows = 0;
    m_lastSeq = 0;
    m_blockedRows = 0;
    m_blocks.clear();
    if (m_header != nullptr) {
        m_header->rows = 0;
        m_header->lastSeq = 0;
    }
}

void FactsColumns::extendBlocks()
{
    m_blocks.resize(static_cast<size_t>((m_rows + blockRows - 1) / blockRows));
    const UtcMicros *times = startedAt();
    for (std::int64_t row = m_blockedRows; row < m_rows; ++row) {
        BlockRange &block = m_blocks[static_cast<size_t>(row / blockRows)];
        block.earliest = std::min(block.earliest, times[row]);
        block.latest = std::max(block.latest, times[row]);
    }
    m_blockedRows = m_rows;
}

} // namespace assay::telemetry
