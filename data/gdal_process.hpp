#pragma once

#include "data/gdal_stream.hpp"
#include "spatial/error.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace jingwei::data {

/// JINGWEI_GDAL, else the tool beside this program. Throws Error{machine} where there is none.
[[nodiscard]] std::filesystem::path find_gdal_tool();

/// Starts the tool `words[0]` and answers its process id: standard input from `in` (-1 = nothing to read), standard output
/// to `out`, no other descriptor of this process but standard error. Throws Error{machine}.
[[nodiscard]] pid_t spawn_gdal_tool(std::vector<std::string> words, int in, int out);

/// Why the tool sends no more, by how it ended (as of wait(2)) and by the most memory that it had: a parser that dies of a
/// signal with nearly all of its memory in use died for want of more.
[[nodiscard]] Error death_of_tool(int status, std::int64_t most_memory_kib);

/// Starts `jingwei-gdal` and answers what it writes. The process, its pipe and its scratch folder end with the last copy of
/// the source. `mode` is an option that changes what is written; empty = header and features. The source throws Error when the
/// tool dies or exceeds the request's patience, and Error{interrupted}.
[[nodiscard]] ByteSource run_gdal(const GdalRequest &request, const char *mode = "");

} // namespace jingwei::data
