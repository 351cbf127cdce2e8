#include "server/command/report_file.hpp"

#include "data/store_files.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

namespace jingwei::server {

namespace {

namespace fs = std::filesystem;

/// How the reports of an import and of its doctor begin.
bool is_report(const fs::path &file) {
    constexpr std::size_t enough = std::size_t{1} << 16U;
    std::ifstream in(file, std::ios::binary);
    std::string text(enough, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    const bool of_import = text.starts_with(R"({"layer":")") && text.find(R"(,"source_layer":)") != std::string::npos;
    const bool of_doctor = text.starts_with(R"({"file":")") && text.find(R"(,"bytes":)") != std::string::npos;
    return text.empty() || of_import || of_doctor;
}

/// Where the file is once links are followed.
fs::path without_links(const fs::path &file) {
    std::error_code error;
    const auto whole = fs::weakly_canonical(file, error);
    if (error || fs::is_symlink(fs::symlink_status(whole, error))) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the report '{}' is a link that leads nowhere; name a file", file.string()));
    }
    return whole;
}

void refuse_inputs(const fs::path &file, std::span<const fs::path> inputs) {
    for (const auto &input : inputs) {
        if (!input.empty() && data::is_same_file(file, input)) {
            throw Error(ErrorCode::bad_call, fmt::format("the report would overwrite '{}', which is read; nothing was done, "
                                                         "choose another name for --report",
                                                         input.string()));
        }
    }
}

void refuse_foreign(const fs::path &file, bool overwrite) {
    if (!overwrite && fs::is_regular_file(file) && !is_report(file)) {
        throw Error(ErrorCode::bad_call, fmt::format("'{}' is there already and is no report of an import; choose another name "
                                                     "for --report, or say --overwrite",
                                                     file.string()));
    }
}

} // namespace

ReportFile::ReportFile(const fs::path &file, const fs::path &store, std::span<const fs::path> inputs, bool overwrite) {
    if (file.empty()) {
        return;
    }
    m_file = without_links(file);
    if (!store.empty()) {
        data::refuse_store_file(store, m_file);
    }
    refuse_inputs(m_file, inputs);
    m_stream = fs::is_character_file(m_file) || fs::is_fifo(m_file);
    if (m_stream) {
        return;
    }
    data::require_free(m_file, true);
    refuse_foreign(m_file, overwrite);
    m_folder.emplace(data::folder_of(m_file));
}

void ReportFile::write(const std::string &json) const {
    if (m_stream) {
        std::ofstream(m_file) << json;
    } else if (m_folder) {
        try {
            const auto made = m_folder->path() / ("report" + m_file.extension().string());
            data::OutputFile(made).write(json);
            data::put_in_place(m_folder->path(), m_file, true);
        } catch (const Error &error) {
            throw Error(ErrorCode::machine, fmt::format("all but the report is done: {}", error.what()));
        }
    }
}

void ReportFile::write_failure(const std::string &json) const {
    try {
        write(json);
    } catch (const Error &) {
        std::error_code ignored;
        fs::remove(m_file, ignored);
    }
}

Error unreadable_input(std::string_view what, const fs::path &file) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return {ErrorCode::bad_call, fmt::format("there is no file '{}'; check the name", file.string())};
    }
    return {ErrorCode::machine, fmt::format("cannot read the {} '{}'", what, file.string())};
}

} // namespace jingwei::server
