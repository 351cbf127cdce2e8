#include "server/service/basemaps.hpp"

#include "server/open_file.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

constexpr std::string_view magic = "PMTiles\x03";

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

} // namespace

Basemaps::Basemaps(const std::vector<std::string> &words) {
    for (const std::string &word : words) {
        const auto equals = word.find('=');
        const std::string id = word.substr(0, equals);
        if (equals == std::string::npos || !is_id(id) || equals + 1 == word.size()) {
            throw Error(ErrorCode::bad_call,
                        fmt::format("a base map is given as ID=FILE.pmtiles with an id of up to 32 of a-z, "
                                    "0-9, _ and -, as streets=/srv/streets.pmtiles, not as '{}'",
                                    word));
        }
        const std::filesystem::path file = word.substr(equals + 1);
        if (OpenFile(file).read(0, magic.size()) != magic) {
            throw Error(ErrorCode::bad_call, fmt::format("{} is no PMTiles archive of version 3", file.string()));
        }
        if (!m_files.emplace(id, std::filesystem::absolute(file)).second) {
            throw Error(ErrorCode::bad_call, fmt::format("the base map '{}' is given twice", id));
        }
    }
}

const std::filesystem::path *Basemaps::find(std::string_view id) const {
    const auto found = m_files.find(id);
    return found == m_files.end() ? nullptr : &found->second;
}

std::vector<std::string> Basemaps::ids() const {
    std::vector<std::string> out;
    std::ranges::transform(m_files, std::back_inserter(out), [](const auto &entry) { return entry.first; });
    return out;
}

} // namespace jingwei::server
