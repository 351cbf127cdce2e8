#pragma once

#include "places.hpp"

#include <cstdlib>
#include <string>

namespace jingwei::tests {

/// Tells the code under test where the built `jingwei-gdal` is. Made once a test that imports.
struct GdalTool {
    GdalTool() { setenv("JINGWEI_GDAL", (std::string(build_folder) + "/server/jingwei-gdal").c_str(), 1); }
};

} // namespace jingwei::tests
