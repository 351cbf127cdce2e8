#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace jingwei::tests {

/// A Shapefile of points or polygons with text fields, written byte by byte, so that texts may be in any encoding.
struct ShapefileDraft {
    struct Row {
        std::vector<std::pair<double, double>> ring; ///< one position = a point; else a clockwise closed ring
        std::vector<std::string> values;
    };
    std::vector<std::string> fields;
    std::vector<Row> rows;
    std::string prj;               ///< empty = no .prj
    std::string cpg;               ///< empty = no .cpg
    unsigned char language_id = 0; ///< byte 29 of the .dbf
};

inline const std::string cgcs2000_prj = R"(GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",)"
                                        R"(SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],)"
                                        R"(UNIT["Degree",0.0174532925199433]])";
inline const std::string xian80_prj = R"(GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],)"
                                      R"(PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]])";

namespace shapefile_bytes {

inline void big(std::string &out, std::uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>((v >> shift) & 0xFF));
    }
}
inline void little(std::string &out, std::uint64_t v, int size) {
    for (int i = 0; i < size; ++i) {
        out.push_back(static_cast<char>((v >> (8 * i)) & 0xFF));
    }
}
inline void real(std::string &out, double v) {
    little(out, std::bit_cast<std::uint64_t>(v), 8);
}

inline std::string content(const ShapefileDraft::Row &row) {
    std::string out;
    if (row.ring.size() == 1) {
        little(out, 1, 4);
    } else {
        little(out, 5, 4);
        for (const double v : {-180.0, -90.0, 180.0, 90.0}) {
            real(out, v);
        }
        little(out, 1, 4);
        little(out, row.ring.size(), 4);
        little(out, 0, 4);
    }
    for (const auto &[x, y] : row.ring) {
        real(out, x);
        real(out, y);
    }
    return out;
}

inline std::string header(std::size_t bytes, std::uint32_t type) {
    std::string out;
    big(out, 9994);
    out.append(20, '\0');
    big(out, static_cast<std::uint32_t>(bytes / 2));
    little(out, 1000, 4);
    little(out, type, 4);
    for (const double v : {-180.0, -90.0, 180.0, 90.0, 0.0, 0.0, 0.0, 0.0}) {
        real(out, v);
    }
    return out;
}

inline std::string table(const ShapefileDraft &draft) {
    constexpr std::size_t width = 60;
    std::string out("\x03\x7a\x01\x01", 4);
    little(out, draft.rows.size(), 4);
    little(out, 33 + 32 * draft.fields.size(), 2);
    little(out, 1 + width * draft.fields.size(), 2);
    out.append(17, '\0');
    out.push_back(static_cast<char>(draft.language_id));
    out.append(2, '\0');
    for (auto name : draft.fields) {
        name.resize(11, '\0');
        out += name + "C";
        out.append(4, '\0');
        out.push_back(static_cast<char>(width));
        out.append(15, '\0');
    }
    out.push_back('\x0d');
    for (const auto &row : draft.rows) {
        out.push_back(' ');
        for (auto value : row.values) {
            value.resize(width, ' ');
            out += value;
        }
    }
    return out + '\x1a';
}

} // namespace shapefile_bytes

inline void write_bytes(const std::filesystem::path &path, const std::string &bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

/// Writes `path` (a name ending in .shp) and its companions.
inline void write_shapefile(std::filesystem::path path, const ShapefileDraft &draft) {
    using namespace shapefile_bytes;
    std::string shapes;
    std::string index;
    for (std::size_t i = 0; i < draft.rows.size(); ++i) {
        const auto body = content(draft.rows[i]);
        const auto words = static_cast<std::uint32_t>(body.size() / 2);
        big(index, static_cast<std::uint32_t>((100 + shapes.size()) / 2));
        big(index, words);
        big(shapes, static_cast<std::uint32_t>(i + 1));
        big(shapes, words);
        shapes += body;
    }
    const std::uint32_t type = !draft.rows.empty() && draft.rows[0].ring.size() == 1 ? 1 : 5;
    write_bytes(path, header(100 + shapes.size(), type) + shapes);
    write_bytes(path.replace_extension(".shx"), header(100 + index.size(), type) + index);
    write_bytes(path.replace_extension(".dbf"), table(draft));
    if (!draft.prj.empty()) {
        write_bytes(path.replace_extension(".prj"), draft.prj);
    }
    if (!draft.cpg.empty()) {
        write_bytes(path.replace_extension(".cpg"), draft.cpg);
    }
}

} // namespace jingwei::tests
