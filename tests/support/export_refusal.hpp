#pragma once

#include "data/export.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

/// What the tests of exports share: a store that holds something, the bytes of a file, and why an export is refused.
namespace jingwei::tests {

inline std::unique_ptr<data::Store> new_store(const std::filesystem::path &path, data::StoreContent content) {
    data::Store::init(path);
    auto store = data::Store::open(path, data::Store::Mode::read_write);
    store->load({"test"}, std::move(content), {});
    return store;
}

inline std::string text_of(const std::filesystem::path &file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// The message with which an export is refused; the file must not come to be, nor anything beside it.
inline std::string refusal(const data::Store &store, data::ExportRequest request, const std::filesystem::path &file) {
    const auto count = [&] {
        std::error_code none;
        const std::filesystem::directory_iterator files(file.parent_path(), none);
        return std::distance(begin(files), end(files));
    };
    const auto before = count();
    request.format = data::export_format_of(file).value();
    std::string message;
    try {
        data::export_to_file(store, request, file, false);
    } catch (const Error &error) {
        message = error.what();
    }
    CHECK(count() == before);
    return message;
}

} // namespace jingwei::tests
