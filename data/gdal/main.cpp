#include "data/gdal/describe.hpp"
#include "data/gdal/file_watch.hpp"
#include "data/gdal/prepare.hpp"
#include "data/gdal/record_writer.hpp"
#include "data/gdal/request.hpp"
#include "data/gdal/sandbox.hpp"
#include "data/gdal/source.hpp"
#include "data/gdal/write.hpp"
#include "data/idle_class.hpp"
#include "spatial/error.hpp"

#include <clocale>
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <proj.h>

namespace {

using namespace jingwei;
using namespace jingwei::gdal;

/// A folder for unpacking: the caller's, or one of our own that goes away at the end.
class Scratch {
  public:
    explicit Scratch(std::filesystem::path given) : m_path(std::move(given)), m_own(m_path.empty()) {
        if (m_own) {
            std::string pattern = (std::filesystem::temp_directory_path() / "jingwei-gdal-XXXXXX").string();
            if (mkdtemp(pattern.data()) == nullptr) {
                throw Error(ErrorCode::machine, "cannot make a temporary folder; check TMPDIR");
            }
            m_path = pattern;
        }
    }
    ~Scratch() {
        std::error_code ignored;
        if (m_own) {
            std::filesystem::remove_all(m_path, ignored);
        }
    }
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

  private:
    std::filesystem::path m_path;
    bool m_own;
};

void read(const Request &request, const FileWatch &watch) {
    const Scratch scratch(request.scratch);
    if (request.describe) {
        return describe(request, scratch.path(), watch);
    }
    const auto chosen = prepare(request, scratch.path());
    auto wanted = request;
    wanted.layer = chosen.layer;
    Source(chosen.file, wanted).stream(watch);
}

void run(const std::vector<std::string> &arguments) {
    if (!arguments.empty() && arguments[0] == "--write") {
        write_tables({arguments.begin() + 1, arguments.end()});
    } else {
        const auto request = parse_request(arguments);
        const FileWatch watch(request.file);
        try {
            read(request, watch);
        } catch (const Error &) {
            watch.check(); // a file that is replaced meanwhile looks damaged or empty
            throw;
        }
    }
}

void send_error(ErrorCode code, const char *message) {
    const auto failure = code == ErrorCode::bad_call  ? gdal_protocol::Failure::bad_call
                         : code == ErrorCode::machine ? gdal_protocol::Failure::machine
                                                      : gdal_protocol::Failure::bad_data;
    RecordWriter record(gdal_protocol::RecordType::error);
    record.add_number(static_cast<std::uint8_t>(failure));
    record.add_text(std::string_view(message));
    record.send();
}

/// GDAL's errors are asked for where they matter; those after which it would abort are reported here.
void on_gdal_error(CPLErr severity, CPLErrorNum number, const char *message) {
    if (severity == CE_Fatal) {
        const bool memory = number == CPLE_OutOfMemory;
        send_error(ErrorCode::bad_data, memory ? too_much_memory : message);
        std::fflush(stdout);
        std::_Exit(1);
    }
}

int report(ErrorCode code, const char *message) {
    send_error(code, message);
    return 1;
}

void set_up_gdal() {
    setenv("PROJ_NETWORK", "OFF", 1);
    proj_context_set_enable_network(nullptr, 0);
    std::setlocale(LC_CTYPE, "C.UTF-8");
    CPLSetErrorHandler(on_gdal_error);
    CPLSetConfigOption("SHAPE_RESTORE_SHX", "NO");
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    CPLSetConfigOption("LIBKML_RESOLVE_STYLE", "NO");
    CPLSetConfigOption("DXF_ENCODING", "UTF-8"); // bytes as they are: we decode, strictly
}

} // namespace

int main(int argc, char **argv) {
    constexpr std::size_t told_at_once = std::size_t{256} << 10U; // each piece wakes the reader
    enter_sandbox();
    std::setvbuf(stdout, nullptr, _IOFBF, told_at_once);
    const data::StepsAside while_it_runs;
    try {
        set_up_gdal();
        run({argv + 1, argv + argc});
    } catch (const Error &error) {
        return report(error.code(), error.what());
    } catch (const std::bad_alloc &) {
        return report(ErrorCode::bad_data, too_much_memory);
    } catch (const std::exception &error) {
        return report(ErrorCode::machine, error.what());
    }
    return 0;
}
