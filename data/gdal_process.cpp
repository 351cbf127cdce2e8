#include "data/gdal_process.hpp"

#include "data/export_file.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
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

std::vector<std::string> command_line(const std::filesystem::path &tool, const GdalRequest &request,
                                      const std::filesystem::path &scratch, const std::string &mode) {
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
    add("--system-kept-for", request.system_kept_for);
    add("--encoding-kept-for", request.encoding_kept_for);
    if (request.outlines) {
        words.emplace_back("--outlines");
    }
    if (request.place_fields) {
        add("--place-fields", fmt::format("{},{}", request.place_fields->first, request.place_fields->second));
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
    if (!mode.empty()) {
        words.push_back(mode);
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

namespace {

/// The running tool: its pipe, its scratch folder, its end.
class GdalProcess {
  public:
    GdalProcess(const GdalRequest &request, const std::string &mode);
    ~GdalProcess();
    GdalProcess(const GdalProcess &) = delete;
    GdalProcess &operator=(const GdalProcess &) = delete;

    void read_exactly(char *bytes, std::size_t count);

  private:
    void fill();
    void wait_for_bytes();
    [[noreturn]] void report_death();

    PrivateFolder m_scratch;
    const std::atomic<bool> *m_interrupted;
    std::chrono::steady_clock::duration m_patience; ///< how long it may still be waited for
    pid_t m_pid = -1;
    int m_pipe = -1;
    std::vector<char> m_buffer = std::vector<char>(std::size_t{256} << 10U);
    std::size_t m_begin = 0, m_end = 0; ///< of what is buffered
};

/// Seldom full and seldom empty: each of the two sleeps and wakes less, and whoever has just slept is let run before others.
constexpr int most_in_pipe = 1 << 20;

GdalProcess::GdalProcess(const GdalRequest &request, const std::string &mode)
    : m_scratch(temporary_folder(), PrivateFolder::of_import), m_interrupted(request.interrupted),
      m_patience(request.patience) {
    const auto tool = find_gdal_tool();
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw Error(ErrorCode::machine, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    }
    m_pipe = ends[0];
    fcntl(m_pipe, F_SETPIPE_SZ, most_in_pipe); // as it was where the system refuses
    try {
        m_pid = spawn_gdal_tool(command_line(tool, request, m_scratch.path(), mode), -1, ends[1]);
    } catch (...) {
        close(ends[0]);
        close(ends[1]);
        throw;
    }
    close(ends[1]);
}

GdalProcess::~GdalProcess() {
    close(m_pipe);
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
    }
}

void GdalProcess::read_exactly(char *bytes, std::size_t count) {
    while (count > 0) {
        if (m_begin == m_end) {
            fill();
        }
        const auto taken = std::min(count, m_end - m_begin);
        std::copy_n(m_buffer.data() + m_begin, taken, bytes);
        m_begin += taken;
        bytes += taken;
        count -= taken;
    }
}

void GdalProcess::fill() {
    ssize_t got = -1;
    do {
        wait_for_bytes();
        got = read(m_pipe, m_buffer.data(), m_buffer.size());
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        report_death();
    }
    m_begin = 0;
    m_end = static_cast<std::size_t>(got);
}

void GdalProcess::wait_for_bytes() {
    constexpr int look_up_ms = 200;
    using std::chrono::steady_clock;
    pollfd pipe{m_pipe, POLLIN, 0};
    const auto begun = steady_clock::now();
    while (poll(&pipe, 1, look_up_ms) <= 0) {
        if (m_interrupted != nullptr && m_interrupted->load(std::memory_order_relaxed)) {
            throw Error(ErrorCode::interrupted, "interrupted; nothing was imported");
        }
        if (steady_clock::now() - begun > m_patience) {
            throw Error(ErrorCode::bad_data,
                        "reading the file took longer than the 20 minutes by the clock that it may take and "
                        "was stopped; split the file, or try again when the machine has less to do");
        }
    }
    m_patience -= steady_clock::now() - begun;
}

/// The most memory that a child took by itself; 0 where that cannot be told. Until it runs its program it shares the memory
/// of this process, and the system counts that as the child's.
std::int64_t own_memory_kib(const rusage &child) {
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    return child.ru_maxrss > own.ru_maxrss ? child.ru_maxrss : 0;
}

void GdalProcess::report_death() {
    int status = 0;
    rusage used{};
    wait4(m_pid, &status, 0, &used);
    m_pid = -1;
    throw death_of_tool(status, own_memory_kib(used));
}

} // namespace

Error death_of_tool(int status, std::int64_t most_memory_kib) {
    constexpr std::int64_t nearly_all_kib = (std::int64_t{2} << 20) / 4 * 3; // of 2 GiB, much of which is no memory in use
    if (!WIFSIGNALED(status)) {
        return {ErrorCode::machine,
                fmt::format("jingwei-gdal ended without a word (exit {}); is it installed in whole?", WEXITSTATUS(status))};
    }
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU) {
        return {ErrorCode::bad_data, "reading the file took more than the 120 s of processor time that it may take and was "
                                     "stopped; split the file"};
    }
    if (signal == SIGKILL) {
        return {ErrorCode::machine, "jingwei-gdal was killed from outside while it read the file, by the system if memory ran "
                                    "out; nothing was imported"};
    }
    if (most_memory_kib > nearly_all_kib) {
        return {ErrorCode::bad_data,
                "reading the file needs more than the 2 GiB of memory that it may take and was stopped; split the file"};
    }
    return {ErrorCode::machine, fmt::format("jingwei-gdal died of signal {} ({}) while it read the file; nothing was imported",
                                            signal, strsignal(signal))};
}

ByteSource run_gdal(const GdalRequest &request, const char *mode) {
    const auto process = std::make_shared<GdalProcess>(request, mode);
    return [process](char *into, std::size_t count) { process->read_exactly(into, count); };
}

} // namespace jingwei::data
