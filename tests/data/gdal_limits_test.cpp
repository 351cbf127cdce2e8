#include "data/gdal_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"
#include "tests/support/zip_file.hpp"

#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A CSV so long that the tool cannot have sent all of it before somebody reads.
std::filesystem::path long_csv(const ScratchFolder &folder) {
    const auto file = folder.path() / "long.csv";
    std::ofstream stream(file);
    stream << "code,name\n";
    for (int i = 0; i < 20'000; ++i) {
        stream << i << ",a name of some length\n";
    }
    return file;
}

/// Lets a script stand for the tool; `rest` may start the tool itself as "$tool".
void put_script_in_place(const ScratchFolder &folder, const std::string &rest) {
    const GdalTool tool;
    const auto script = folder.path() / "tool";
    write_bytes(script, "#!/bin/sh\ntool='" + std::string(std::getenv("JINGWEI_GDAL")) + "'\n" + rest + "\n");
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    setenv("JINGWEI_GDAL", script.c_str(), 1);
}

std::string refused_by_script(const std::string &rest, ErrorCode code) {
    const ScratchFolder folder;
    put_script_in_place(folder, rest);
    write_bytes(folder.path() / "a.csv", "code\nA\n");
    try {
        read_all(file_request(folder.path() / "a.csv"));
    } catch (const Error &error) {
        CHECK(error.code() == code);
        return error.what();
    }
    return "was taken";
}

std::string slurp(const std::filesystem::path &file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// The one child process of this one.
std::filesystem::path child_folder() {
    std::istringstream children(slurp("/proc/self/task/" + std::to_string(::getpid()) + "/children"));
    std::string child;
    children >> child;
    return "/proc/" + child;
}

} // namespace

TEST_CASE("a tool that dies or is missing is an error, not a wait") {
    CHECK_THAT(refused_by_script("exit 1", ErrorCode::machine), ContainsSubstring("ended without a word"));
    CHECK_THAT(refused_by_script("kill -SEGV $$", ErrorCode::machine),
               ContainsSubstring("died of signal 11") && ContainsSubstring("nothing was imported"));
    CHECK_THAT(refused_by_script("kill -KILL $$", ErrorCode::machine), ContainsSubstring("killed from outside"));
    CHECK_THAT(refused_by_script("kill -XCPU $$", ErrorCode::bad_data),
               ContainsSubstring("120 s of processor time") && ContainsSubstring("split the file"));
    setenv("JINGWEI_GDAL", "/nonexistent", 1);
    CHECK_THAT(refusal(file_request("/a.geojson")), ContainsSubstring("cannot start"));
}

TEST_CASE("a parser that dies with nearly all of its memory in use is told as too much memory") {
    constexpr std::int64_t mib = 1'024;
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS}) {
        CHECK_THAT(death_of_tool(signal, 1'700 * mib).what(), ContainsSubstring("more than the 2 GiB of memory"));
        CHECK(death_of_tool(signal, 1'700 * mib).code() == ErrorCode::bad_data);
        CHECK_THAT(death_of_tool(signal, 300 * mib).what(), ContainsSubstring("died of signal"));
        CHECK(death_of_tool(signal, 300 * mib).code() == ErrorCode::machine);
    }
    CHECK(death_of_tool(SIGKILL, 1'700 * mib).code() == ErrorCode::machine);
}

TEST_CASE("a tool that goes on without a word is given up after its time by the clock") {
    const ScratchFolder folder;
    put_script_in_place(folder, "exec tail -f /dev/null");
    auto request = file_request("/a.geojson");
    request.patience = std::chrono::milliseconds(1);
    try {
        const GdalStream stream(request);
        FAIL("it was waited for");
    } catch (const Error &error) {
        CHECK(error.code() == ErrorCode::bad_data);
        CHECK_THAT(error.what(), ContainsSubstring("20 minutes by the clock"));
    }
}

TEST_CASE("the tool runs without sockets, new rights, and within limits") {
    const GdalTool tool;
    const ScratchFolder folder;
    const GdalStream stream(file_request(long_csv(folder)));
    const auto child = child_folder();
    const auto status = slurp(child / "status");
    CHECK_THAT(status, ContainsSubstring("NoNewPrivs:\t1") && ContainsSubstring("Seccomp:\t2"));
    std::istringstream limits(slurp(child / "limits"));
    std::string line;
    std::string found;
    while (std::getline(limits, line)) {
        line.erase(std::unique(line.begin(), line.end(), [](char a, char b) { return a == ' ' && b == ' '; }), line.end());
        found += line + "\n";
    }
    CHECK_THAT(found, ContainsSubstring("Max cpu time 120 125 seconds") &&
                          ContainsSubstring("Max file size 4294967296 4294967296") &&
                          ContainsSubstring("Max core file size 0 0"));
}

TEST_CASE("a file that cannot be unpacked within the limit of file sizes is an error of the machine") {
    const ScratchFolder folder;
    put_script_in_place(folder, "ulimit -f 1\nexec \"$tool\" \"$@\"");
    write_zip(folder.path() / "a.zip", {{"a.csv", std::string(100'000, 'x')}});
    CHECK_THAT(refusal(file_request(folder.path() / "a.zip")),
               ContainsSubstring("File too large") && ContainsSubstring("TMPDIR"));
}

TEST_CASE("a file that changes while it is read is refused") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto file = long_csv(folder);
    GdalStream stream(file_request(file));
    std::ofstream(file, std::ios::app) << "late,row\n";
    const auto read_on = [&] {
        while (stream.next()) {
        }
    };
    CHECK_THROWS_WITH(read_on(), ContainsSubstring("'long.csv' was changed by another program while it was read"));
}

TEST_CASE("what lies beside a file under its name may change while it is read, its own parts may not") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto read_beside = [&](const std::filesystem::path &file, const std::string &ending) {
        const auto request = file_request(file);
        GdalStream stream(request);
        std::ofstream(std::filesystem::path(file).replace_extension(ending), std::ios::app) << "more";
        while (stream.next()) {
        }
    };
    const auto csv = long_csv(folder);
    for (const char *ending : {".log", ".sqlite", ".sqlite-wal", ".sqlite-shm", ".dbf", ".prj"}) {
        INFO(ending);
        CHECK_NOTHROW(read_beside(csv, ending));
    }
    const std::vector<ShapefileDraft::Row> rows(20'000, {.ring = {{104, 36}}, .values = {"a name"}});
    for (const auto &[name, ending] : {std::pair{"a", ".log"}, {"b", ".CPG"}, {"c", ".prj"}}) {
        INFO(ending);
        const auto shape = folder.path() / fmt::format("{}.shp", name);
        write_shapefile(shape, {.fields = {"name"}, .rows = rows, .prj = cgcs2000_prj, .cpg = {}});
        if (std::string(ending) == ".log") {
            CHECK_NOTHROW(read_beside(shape, ending));
        } else {
            CHECK_THROWS_WITH(read_beside(shape, ending),
                              ContainsSubstring("was changed by another program while it was read"));
        }
    }
}
