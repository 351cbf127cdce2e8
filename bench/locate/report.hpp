#pragma once

#include <cstddef>
#include <string>

namespace jingwei::bench {

/// CPU seconds of this thread: other programs on the machine do not count.
[[nodiscard]] double cpu_seconds();

/// Bytes that the heap has given out.
[[nodiscard]] std::size_t heap_bytes();

/// Prints one figure as a line of JSON.
void print_figure(const std::string &name, double value, const std::string &unit, const std::string &note = "");

/// Prints a line of JSON that says what was left out and why.
void print_skipped(const std::string &what);

} // namespace jingwei::bench
