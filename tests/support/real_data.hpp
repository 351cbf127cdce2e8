#pragma once

#include "places.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace jingwei::tests {

/// The folder of real data, or nothing (said aloud) where it is absent.
inline std::optional<std::filesystem::path> real_data() {
    const char *given = std::getenv("JINGWEI_TEST_DATA");
    std::filesystem::path folder = given != nullptr ? given : std::string(source_folder) + "/../shared/data";
    if (std::filesystem::exists(folder)) {
        return folder;
    }
    std::cerr << "skipped: no real data at " << folder << "; set JINGWEI_TEST_DATA\n";
    return std::nullopt;
}

} // namespace jingwei::tests
