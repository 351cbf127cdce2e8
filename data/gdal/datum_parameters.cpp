#include "data/gdal/datum_parameters.hpp"

#include "data/gdal/side_file.hpp"

#include <cmath>
#include <cpl_json.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace jingwei::gdal {

namespace {

/// The members of the parameters' object, each of which must be known, and is asked for by name.
class Members {
  public:
    Members(const std::filesystem::path &file, CPLJSONObject object) : m_file(file), m_object(std::move(object)) {}

    [[nodiscard]] double number(const std::string &key, double most) const {
        const auto member = m_object.GetObj(key);
        using Type = CPLJSONObject::Type;
        const auto type = member.IsValid() ? member.GetType() : Type::Unknown;
        if (type != Type::Double && type != Type::Integer && type != Type::Long) {
            refuse_side_file(m_file, fmt::format("the number \"{}\" is missing", key));
        }
        const double value = member.ToDouble();
        if (!(std::abs(value) <= most)) {
            refuse_side_file(
                m_file, fmt::format("\"{}\" is {}, beyond {}; is it in another unit than the key says?", key, value, most));
        }
        return value;
    }
    [[nodiscard]] double scale_ppm(double most) const {
        const double value = number("scale_ppm", most);
        if (std::abs(value - 1) < 0.001) {
            refuse_side_file(m_file,
                             fmt::format("\"scale_ppm\" is {}, which looks like the scale itself; write parts per million: {}",
                                         value, (value - 1) * 1e6));
        }
        return value;
    }
    [[nodiscard]] std::string word(const std::string &key, const std::string &choices) const {
        const auto member = m_object.GetObj(key);
        if (!member.IsValid() || member.GetType() != CPLJSONObject::Type::String) {
            refuse_side_file(m_file, fmt::format("\"{}\" is missing; it is {}", key, choices));
        }
        return member.ToString();
    }
    [[nodiscard]] bool has(const std::string &key) const { return m_object.GetObj(key).IsValid(); }
    void allow_only(const std::set<std::string, std::less<>> &known) const {
        for (const auto &child : m_object.GetChildren()) {
            if (!known.contains(child.GetName())) {
                refuse_side_file(m_file, fmt::format("\"{}\" is not known; the keys of this kind are {}", child.GetName(),
                                                     fmt::join(known, ", ")));
            }
        }
    }
    [[noreturn]] void refuse_word(const std::string &key, const std::string &word, const std::string &choices) const {
        refuse_side_file(m_file, fmt::format("\"{}\" is '{}'; it is {}", key, word, choices));
    }

  private:
    const std::filesystem::path &m_file;
    CPLJSONObject m_object;
};

FourParameters four_of(const Members &members) {
    const std::string directions = "clockwise or counterclockwise, as seen on a map with north up";
    members.allow_only({"kind", "comment", "east_m", "north_m", "rotation_arcsec", "rotation", "scale_ppm", "target_crs"});
    const auto direction = members.word("rotation", directions);
    if (direction != "clockwise" && direction != "counterclockwise") {
        members.refuse_word("rotation", direction, directions);
    }
    constexpr double half_turn_arcsec = 180.0 * 3600.0;
    const double turn = members.number("rotation_arcsec", half_turn_arcsec);
    return {spatial::PlaneSimilarity::from_parameters(members.number("east_m", 1e8), members.number("north_m", 1e8),
                                                      direction == "clockwise" ? -turn : turn, members.scale_ppm(10'000)),
            members.word("target_crs", "the plane of CGCS2000 that they lead to, as EPSG:4547")};
}

SevenParameters seven_of(const Members &members) {
    const std::string conventions =
        "position_vector or coordinate_frame: who computed the parameters knows which; the wrong one turns the wrong way";
    members.allow_only(
        {"kind", "comment", "x_m", "y_m", "z_m", "rx_arcsec", "ry_arcsec", "rz_arcsec", "scale_ppm", "convention", "height_m"});
    const auto word = members.word("convention", conventions);
    const auto convention = spatial::rotation_convention_from_name(word);
    if (!convention) {
        members.refuse_word("convention", word, conventions);
    }
    constexpr double most_m = 1000;
    constexpr double most_arcsec = 60;
    SevenParameters seven;
    seven.transformation = {.x_m = members.number("x_m", most_m),
                            .y_m = members.number("y_m", most_m),
                            .z_m = members.number("z_m", most_m),
                            .rx_arcsec = members.number("rx_arcsec", most_arcsec),
                            .ry_arcsec = members.number("ry_arcsec", most_arcsec),
                            .rz_arcsec = members.number("rz_arcsec", most_arcsec),
                            .scale_ppm = members.scale_ppm(100),
                            .convention = *convention};
    seven.height_m = members.has("height_m") ? members.number("height_m", 9000) : 0;
    return seven;
}

} // namespace

DatumParameters read_datum_parameters(const std::filesystem::path &file) {
    CPLJSONDocument document;
    if (!document.LoadMemory(read_side_file(file)) || document.GetRoot().GetType() != CPLJSONObject::Type::Object) {
        refuse_side_file(file, "it is not a JSON object; docs/frames.md shows both forms");
    }
    const Members members(file, document.GetRoot());
    const double kind = members.number("kind", 1e9);
    if (kind == 7) {
        return seven_of(members);
    }
    if (kind != 4) {
        refuse_side_file(file, "\"kind\" is 4 (a similarity of the plane) or 7 (Bursa-Wolf)");
    }
    return four_of(members);
}

} // namespace jingwei::gdal
