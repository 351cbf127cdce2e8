#pragma once

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

namespace jingwei::tests {

/// Tells the code under test where the built `jingwei-gdal` is. Made once a test that imports.
struct GdalTool {
    GdalTool() { setenv("JINGWEI_GDAL", JINGWEI_BINARY_DIR "/server/jingwei-gdal", 1); }
};

/// The folder of real data, or nothing, said aloud.
inline std::optional<std::filesystem::path> real_data() {
    const char *given = std::getenv("JINGWEI_TEST_DATA");
    const std::filesystem::path folder = given != nullptr ? given : JINGWEI_SOURCE_DIR "/../shared/data";
    if (std::filesystem::exists(folder)) {
        return folder;
    }
    std::cout << "skipped: no real data in " << folder << '\n';
    return std::nullopt;
}

} // namespace jingwei::tests
