#include "data/gdal_writer.hpp"

#include "data/gdal_process.hpp"
#include "data/gdal_records.hpp"
#include "data/shape_text.hpp"
#include "spatial/error.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace jingwei::data {

namespace {

using gdal_protocol::WriteRecord;

constexpr std::size_t enough_to_send = std::size_t{1} << 16U;

[[noreturn]] void fail_of(const char *what) {
    throw Error(ErrorCode::machine, fmt::format("cannot make {}: {}", what, std::strerror(errno)));
}

void close_if_open(int &descriptor) {
    if (descriptor >= 0) {
        close(std::exchange(descriptor, -1));
    }
}

const char *geometry_name(TableGeometry geometry) {
    switch (geometry) {
    case TableGeometry::none:
        return "None";
    case TableGeometry::point:
        return "Point";
    case TableGeometry::line:
        return "LineString";
    case TableGeometry::polygon:
        return "MultiPolygon";
    case TableGeometry::any:
        break;
    }
    return "Unknown";
}

std::optional<std::string> null_if_empty(const std::string &text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

} // namespace

GdalWriter::GdalWriter(const std::string &format, const std::filesystem::path &folder, const std::string &encoding) {
    const auto tool = find_gdal_tool();
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    // a socket, not a pipe: writing to a tool that has died must not raise SIGPIPE here
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input.data()) != 0) {
        fail_of("a socket");
    }
    if (pipe2(output.data(), O_CLOEXEC) != 0) {
        close(input[0]);
        close(input[1]);
        fail_of("a pipe");
    }
    m_input = input[0];
    m_output = output[0];
    try {
        m_pid = spawn_gdal_tool({tool.string(), "--write", format, folder.string(), encoding}, input[1], output[1]);
    } catch (...) {
        for (const int descriptor : {input[0], input[1], output[0], output[1]}) {
            close(descriptor);
        }
        throw;
    }
    close(input[1]);
    close(output[1]);
}

GdalWriter::~GdalWriter() {
    close_if_open(m_input);
    close_if_open(m_output);
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
    }
}

void GdalWriter::send(RecordBuilder record) {
    m_waiting += record.finish();
    if (m_waiting.size() >= enough_to_send) {
        flush();
    }
}

void GdalWriter::flush() {
    std::string_view rest = m_waiting;
    while (!rest.empty()) {
        const auto sent = ::send(m_input, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            report();
        }
        rest.remove_prefix(sent < 0 ? 0 : static_cast<std::size_t>(sent));
    }
    m_waiting.clear();
}

std::string GdalWriter::read_answer() {
    return read_record([this](char *into, std::size_t count) {
        while (count > 0) {
            const auto got = read(m_output, into, count);
            if (got == 0 || (got < 0 && errno != EINTR)) {
                throw Error(ErrorCode::machine, "jingwei-gdal was stopped while it wrote the file (out of memory, or more than "
                                                "120 s of processor time?); nothing was exported. Export less at once");
            }
            into += got < 0 ? 0 : got;
            count -= got < 0 ? 0 : static_cast<std::size_t>(got);
        }
    });
}

void GdalWriter::report() {
    const auto answer = read_answer();
    RecordReader reader(answer);
    if (reader.type() == gdal_protocol::RecordType::error) {
        reader.rethrow();
    }
    throw Error(ErrorCode::machine, "jingwei-gdal ended before the file was whole; are both programs of one version?");
}

void GdalWriter::finish() {
    send(RecordBuilder(WriteRecord::end));
    flush();
    close_if_open(m_input);
    const auto answer = read_answer();
    RecordReader reader(answer);
    if (reader.type() != gdal_protocol::RecordType::end) {
        reader.rethrow();
    }
    waitpid(std::exchange(m_pid, -1), nullptr, 0);
}

GdalSink::GdalSink(const std::string &format, const std::filesystem::path &folder, const std::string &encoding)
    : m_writer(format, folder, encoding), m_short_names(format == "shp" || format == "zip") {}

void GdalSink::begin(const TableHead &head) {
    RecordBuilder record(WriteRecord::table);
    record.add_text(std::string_view(head.layer));
    record.add_text(std::string_view(geometry_name(head.geometry)));
    record.add_text(null_if_empty(head.crs));
    record.add_text(null_if_empty(head.reproject_to));
    record.add_number(static_cast<std::uint8_t>(gdal_protocol::SheetStyle::data));
    record.add_number(static_cast<std::uint32_t>(head.columns.size()));
    for (const auto *column : head.columns) {
        record.add_text(m_short_names ? column->short_name : column->name);
        record.add_number(static_cast<std::uint8_t>(column->kind));
    }
    m_writer.send(std::move(record));
}

void GdalSink::add(const TableRow &row) {
    RecordBuilder record(WriteRecord::row);
    record.add_text(row.shape ? std::optional(to_wkb(*row.shape)) : std::nullopt);
    record.add_number(static_cast<std::uint32_t>(row.values.size()));
    for (const auto &value : row.values) {
        record.add_text(value);
    }
    m_writer.send(std::move(record));
}

} // namespace jingwei::data
