#pragma once

#include "data/gdal_stream.hpp"

#include <string>
#include <sys/types.h>

namespace jingwei::data {

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
