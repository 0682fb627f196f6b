// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/id.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <QRandomGenerator>

namespace assay {

QUuid createUuidV7()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    std::array<std::uint32_t, 3> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    const auto dataVersion = static_cast<ushort>(0x7000U | (random[0] & 0x0fffU));
    return QUuid(static_cast<uint>(ms >> 16U), static_cast<ushort>(ms & 0xffffU), dataVersion,
                 static_cast<uchar>(0x80U | ((random[0] >> 16U) & 0x3fU)),
                 static_cast<uchar>(random[0] >> 24U), static_cast<uchar>(random[1]),
                 static_cast<uchar>(random[1] >> 8U), static_cast<uchar>(random[1] >> 16U),
                 static_cast<uchar>(random[1] >> 24U), static_cast<uchar>(random[2]),
                 static_cast<uchar>(random[2] >> 8U));
}

} // namespace assay
