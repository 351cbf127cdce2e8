#pragma once

#include <cstddef>
#include <functional>
#include <utility>

namespace jingwei::spatial {

/// Lets long work be stopped: every few thousand of its steps it asks, and the answer may be an exception.
class StopCheck {
  public:
    /// Steps between two questions: some tenths of a millisecond.
    static constexpr std::size_t steps_between = 4096;

    StopCheck() = default; ///< never stops
    explicit StopCheck(std::function<void()> ask) : m_ask(std::move(ask)) {}

    /// Counts a step of some tens of nanoseconds.
    void step() {
        if (++m_steps % steps_between == 0) {
            ask();
        }
    }
    /// For work that takes longer than a few thousand steps at once.
    void ask() const {
        if (m_ask) {
            m_ask();
        }
    }

  private:
    std::function<void()> m_ask;
    std::size_t m_steps = 0;
};

} // namespace jingwei::spatial
