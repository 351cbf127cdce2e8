#include "data/gdal/archive.hpp"
#include "data/gdal/record_writer.hpp"
#include "data/gdal/request.hpp"
#include "data/gdal/sandbox.hpp"
#include "data/gdal/source.hpp"
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

void set_up_gdal() {
    setenv("PROJ_NETWORK", "OFF", 1);
    proj_context_set_enable_network(nullptr, 0);
    std::setlocale(LC_CTYPE, "C.UTF-8");
    CPLSetErrorHandler(CPLQuietErrorHandler);
    CPLSetConfigOption("SHAPE_RESTORE_SHX", "NO");
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    OGRRegisterAll();
}

void run(const Request &request) {
    const Scratch scratch(request.scratch);
    auto file = request.file;
    if (kind_of(file) == SourceKind::zip) {
        unpack(file, scratch.path());
        file = importable_file(scratch.path());
    }
    Source(file, request).stream();
}

int report(ErrorCode code, const char *message) {
    const auto failure = code == ErrorCode::bad_call  ? gdal_protocol::Failure::bad_call
                         : code == ErrorCode::machine ? gdal_protocol::Failure::machine
                                                      : gdal_protocol::Failure::bad_data;
    RecordWriter record(gdal_protocol::RecordType::error);
    record.add_number(static_cast<std::uint8_t>(failure));
    record.add_text(std::string_view(message));
    record.send();
    return 1;
}

} // namespace

int main(int argc, char **argv) {
    enter_sandbox();
    try {
        set_up_gdal();
        run(parse_request({argv + 1, argv + argc}));
    } catch (const Error &error) {
        return report(error.code(), error.what());
    } catch (const std::bad_alloc &) {
        return report(ErrorCode::machine, "the file needs more than the 2 GiB of memory that reading a file may take");
    } catch (const std::exception &error) {
        return report(ErrorCode::machine, error.what());
    }
    return 0;
}
