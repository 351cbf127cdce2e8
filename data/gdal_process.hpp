#pragma once

#include "data/gdal_stream.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace jingwei::data {

/// JINGWEI_GDAL, else the tool beside this program. Throws Error{machine} where there is none.
[[nodiscard]] std::filesystem::path find_gdal_tool();

/// Starts the tool `words[0]` and answers its process id: standard input from `in` (-1 = nothing to read), standard output
/// to `out`, no other descriptor of this process but standard error. Throws Error{machine}.
[[nodiscard]] pid_t spawn_gdal_tool(std::vector<std::string> words, int in, int out);

/// The running tool: its pipe, its scratch folder, its end.
class GdalStream::Process {
  public:
    explicit Process(const GdalRequest &request);
    ~Process();
    Process(const Process &) = delete;
    Process &operator=(const Process &) = delete;

    /// The next record's type and body. Throws Error{machine} when the tool died.
    [[nodiscard]] std::string read_record();

  private:
    void read_exactly(char *bytes, std::size_t count);
    [[noreturn]] void report_death();

    std::filesystem::path m_scratch;
    pid_t m_pid = -1;
    int m_pipe = -1;
};

} // namespace jingwei::data
