#pragma once

#include "data/gdal_protocol.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::data {

/// Fills `into` with exactly `count` bytes, or throws.
using ByteSource = std::function<void(char *into, std::size_t count)>;

/// The next record's type and body, as `gdal_protocol` has them. Memory grows only as bytes come, whatever length was
/// announced. Throws Error{machine} for an impossible length, and what the source throws.
[[nodiscard]] std::string read_record(const ByteSource &bytes);

/// Takes numbers and texts off the front of a record. Throws Error{machine} past its end.
class RecordReader {
  public:
    explicit RecordReader(std::string_view bytes) : m_rest(bytes) {}

    template <class Integer> Integer number() {
        std::uint64_t value = 0;
        const auto bytes = take(sizeof(Integer));
        for (std::size_t i = 0; i < sizeof(Integer); ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
        }
        return static_cast<Integer>(value);
    }
    /// The eight bytes of a double.
    double real() { return std::bit_cast<double>(number<std::uint64_t>()); }
    std::optional<std::string> text();
    gdal_protocol::RecordType type() { return static_cast<gdal_protocol::RecordType>(number<char>()); }
    /// Throws the Error that an error record holds.
    [[noreturn]] void rethrow();

  private:
    std::string_view take(std::size_t count);
    std::string_view m_rest;
};

} // namespace jingwei::data
