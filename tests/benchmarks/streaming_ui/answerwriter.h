// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/columnstream.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace assay::benchmark {

/// Plays the engine: writes tokens of a long Markdown answer into streams at a steady rate, on a thread of
/// its own.
class AnswerWriter final {
public:
    struct Pace {
        int tokens = 20'000;
        double tokensPerSecond = 200;
    };
    AnswerWriter(std::vector<std::shared_ptr<ui::ColumnStream>> streams, Pace pace);

    [[nodiscard]] bool isDone() const { return m_isDone; }
    [[nodiscard]] double cpuSeconds() const { return m_cpuSeconds; } ///< of its thread, once done

private:
    void write(const std::stop_token &stop);

    std::vector<std::shared_ptr<ui::ColumnStream>> m_streams;
    Pace m_pace;
    std::atomic<bool> m_isDone = false;
    std::atomic<double> m_cpuSeconds = 0;
    std::jthread m_thread; ///< last: it uses the others
};

} // namespace assay::benchmark
