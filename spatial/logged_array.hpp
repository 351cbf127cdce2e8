#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace jingwei::spatial {

/// An array that remembers what each change replaced until `take_log`. A log turns the array back, and then forward again,
/// any number of times, as long as logs are used in the order of a stack.
template <class T> class LoggedArray {
  public:
    struct Log {
        struct Entry {
            std::uint32_t index;
            T other; ///< the value that is not in the array at present
        };
        std::vector<Entry> entries;
        std::uint32_t other_size = 0;

        /// Which elements were changed, ascending, each once.
        [[nodiscard]] std::vector<std::uint32_t> indexes() const {
            std::vector<std::uint32_t> result;
            for (const auto &entry : entries) {
                result.push_back(entry.index);
            }
            std::ranges::sort(result);
            const auto rest = std::ranges::unique(result);
            result.erase(rest.begin(), rest.end());
            return result;
        }
    };

    [[nodiscard]] std::uint32_t size() const { return m_size; }
    [[nodiscard]] const T &operator[](std::uint32_t index) const { return m_values[index]; }
    /// The element, to be written to once.
    [[nodiscard]] T &change(std::uint32_t index) {
        m_log.entries.push_back({index, m_values[index]});
        return m_values[index];
    }
    std::uint32_t append(T value) {
        if (m_size == m_values.size()) {
            m_values.emplace_back();
        }
        change(m_size) = std::move(value);
        return m_size++;
    }
    void reserve(std::size_t size) { m_values.reserve(size); }

    [[nodiscard]] const Log &log() const { return m_log; }
    [[nodiscard]] Log take_log() {
        Log log = std::move(m_log);
        m_log = {{}, m_size};
        return log;
    }

    /// Takes back what a log holds. Calls on_change(index, now, before) after each element.
    template <class OnChange> void turn_back(Log &log, OnChange &&on_change) {
        for (auto entry = log.entries.rbegin(); entry != log.entries.rend(); ++entry) {
            exchange(*entry, on_change);
        }
        exchange_size(log);
    }
    /// Does again what `turn_back` took back.
    template <class OnChange> void turn_forward(Log &log, OnChange &&on_change) {
        for (auto &entry : log.entries) {
            exchange(entry, on_change);
        }
        exchange_size(log);
    }

  private:
    template <class OnChange> void exchange(typename Log::Entry &entry, OnChange &on_change) {
        std::swap(m_values[entry.index], entry.other);
        on_change(entry.index, std::as_const(m_values[entry.index]), std::as_const(entry.other));
    }
    void exchange_size(Log &log) {
        std::swap(m_size, log.other_size);
        m_log.other_size = m_size;
    }

    std::vector<T> m_values;
    std::uint32_t m_size = 0; ///< values beyond it belong to changes that were taken back
    Log m_log;
};

} // namespace jingwei::spatial
