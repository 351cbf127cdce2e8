#include "data/gdal_process.hpp"

#include "data/gdal_protocol.hpp"
#include "spatial/error.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace jingwei::data {

std::filesystem::path find_gdal_tool() {
    if (const char *given = std::getenv("JINGWEI_GDAL"); given != nullptr && *given != '\0') {
        return given;
    }
    const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "jingwei-gdal";
    if (!std::filesystem::exists(beside)) {
        throw Error(ErrorCode::machine,
                    fmt::format("there is no {}; install it beside jingwei or name it in JINGWEI_GDAL", beside.string()));
    }
    return beside;
}

namespace {

std::filesystem::path make_scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jingwei-import-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        throw Error(ErrorCode::machine, fmt::format("cannot make the temporary folder {}: {}", pattern, std::strerror(errno)));
    }
    return pattern;
}

std::vector<std::string> command_line(const std::filesystem::path &tool, const GdalRequest &request,
                                      const std::filesystem::path &scratch) {
    // a name that starts with '-' is a file all the same
    const auto file = request.file.string();
    std::vector<std::string> words{tool.string(), file.starts_with('-') ? "./" + file : file, "--scratch", scratch.string()};
    const auto add = [&](const char *option, const std::string &value) {
        if (!value.empty()) {
            words.insert(words.end(), {option, value});
        }
    };
    add("--layer", request.layer);
    add("--encoding", request.encoding);
    add("--crs", request.crs);
    add("--frame", request.frame);
    if (request.outlines) {
        words.emplace_back("--outlines");
    }
    add("--datum-parameters", request.datum.parameters.string());
    add("--control-points", request.datum.control_points.string());
    if (!request.datum.control_points.empty()) {
        add("--fit", std::to_string(request.datum.fit));
        add("--residual-limit", fmt::format("{}", request.datum.residual_limit_m));
    }
    if (request.near && !request.near->empty()) {
        const auto low = spatial::to_lonlat({request.near->min_x, request.near->min_y});
        const auto high = spatial::to_lonlat({request.near->max_x, request.near->max_y});
        add("--near", fmt::format("{},{},{},{}", low.lon, low.lat, high.lon, high.lat));
    }
    return words;
}

} // namespace

pid_t spawn_gdal_tool(std::vector<std::string> words, int in, int out) {
    std::vector<char *> arguments;
    for (auto &word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    if (in < 0) {
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    } else {
        posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    }
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    pid_t pid = -1;
    const int failed = posix_spawn(&pid, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        throw Error(ErrorCode::machine, fmt::format("cannot start {}: {}", words[0], std::strerror(failed)));
    }
    return pid;
}

GdalStream::Process::Process(const GdalRequest &request) {
    const auto tool = find_gdal_tool();
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw Error(ErrorCode::machine, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    }
    m_pipe = ends[0];
    try {
        m_scratch = make_scratch();
        m_pid = spawn_gdal_tool(command_line(tool, request, m_scratch), -1, ends[1]);
    } catch (...) {
        close(ends[0]);
        close(ends[1]);
        std::error_code ignored;
        std::filesystem::remove_all(m_scratch, ignored);
        throw;
    }
    close(ends[1]);
}

GdalStream::Process::~Process() {
    close(m_pipe);
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(m_scratch, ignored);
}

void GdalStream::Process::read_exactly(char *bytes, std::size_t count) {
    while (count > 0) {
        const auto got = read(m_pipe, bytes, count);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            report_death();
        }
        bytes += got;
        count -= static_cast<std::size_t>(got);
    }
}

void GdalStream::Process::report_death() {
    int status = 0;
    waitpid(m_pid, &status, 0);
    m_pid = -1;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
        throw Error(ErrorCode::bad_data, "reading the file took more than the 120 s of processor time that it may take and was "
                                         "stopped; split the file");
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        throw Error(ErrorCode::machine, "jingwei-gdal was killed from outside while it read the file, by the system if memory "
                                        "ran out; nothing was imported");
    }
    if (WIFSIGNALED(status)) {
        throw Error(ErrorCode::machine, fmt::format("jingwei-gdal died of signal {} ({}) while it read the file; nothing was "
                                                    "imported",
                                                    WTERMSIG(status), strsignal(WTERMSIG(status))));
    }
    throw Error(ErrorCode::machine,
                fmt::format("jingwei-gdal ended without a word (exit {}); is it installed in whole?", WEXITSTATUS(status)));
}

std::string GdalStream::Process::read_record() {
    std::array<unsigned char, 4> size{};
    read_exactly(reinterpret_cast<char *>(size.data()), size.size());
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        length |= std::uint32_t{size[i]} << (8 * i);
    }
    if (length == 0 || length > gdal_protocol::max_record_bytes) {
        throw Error(ErrorCode::machine, "jingwei-gdal sent a record of impossible length; are both programs of one version?");
    }
    std::string record(length, '\0');
    read_exactly(record.data(), record.size());
    return record;
}

} // namespace jingwei::data
