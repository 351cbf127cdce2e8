#include "data/doctor_places.hpp"

#include "data/import_frame.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

using spatial::LonLat;

constexpr std::size_t most_places = 100'000;
constexpr std::size_t most_polygon_vertices = 5'000'000;

bool is_in_range(LonLat p) {
    return std::isfinite(p.lon) && std::isfinite(p.lat) && std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90;
}

/// The mean of a part's vertices: near enough to tell which ground a row lies on.
LonLat middle_of(const ShapePart &part) {
    LonLat sum;
    double count = 0;
    for (const auto p : part.front()) {
        sum = {sum.lon + p.lon, sum.lat + p.lat};
        ++count;
    }
    return {sum.lon / count, sum.lat / count};
}

bool is_collapsed(const Shape &shape) {
    const std::size_t least = shape.kind == ShapeKind::polygon ? 4 : shape.kind == ShapeKind::line ? 2 : 1;
    return std::ranges::any_of(shape.parts, [least](const ShapePart &part) {
        return part.empty() || std::ranges::any_of(part, [least](const auto &path) { return path.size() < least; });
    });
}

LonLat read_as(LonLat p, std::string_view reading) {
    if (reading == "swapped") {
        return {p.lat, p.lon};
    }
    return spatial::to_store_frame(p, spatial::frame_from_name(reading).value_or(spatial::Frame::cgcs2000));
}

bool lies_on_ground(const World &world, LonLat p) {
    return is_in_range(p) && std::ranges::any_of(world.themes, [&](const auto &theme) {
               return theme->locator != nullptr && theme->locator->locate(spatial::to_lattice(p)) != spatial::no_label;
           });
}

bool has_ground(const World *world) {
    return world != nullptr && std::ranges::any_of(world->themes, [](const auto &theme) { return !theme->coverage.empty(); });
}

std::vector<FrameFit> fits_of(const std::vector<LonLat> &places, const World &world) {
    std::vector<FrameFit> fits;
    for (const std::string_view reading : {"as_given", "gcj02", "bd09", "swapped"}) {
        const auto inside = std::ranges::count_if(places, [&](LonLat p) {
            return (is_in_range(p) || reading == "swapped") && lies_on_ground(world, read_as(p, reading));
        });
        fits.push_back({reading, static_cast<double>(inside) / static_cast<double>(places.size())});
    }
    return fits;
}

/// The best reading where it fits most places and clearly more of them than the coordinates as given do.
std::string_view likely_of(const std::vector<FrameFit> &fits) {
    if (fits.empty()) {
        return {};
    }
    const auto best = std::ranges::max_element(fits, {}, &FrameFit::share); // the first of equals: as given
    return best->share >= 0.8 && best->share >= fits.front().share + 0.01 ? best->reading : std::string_view();
}

std::string_view finding_kind(spatial::DefectKind kind) {
    constexpr std::array<std::string_view, 6> names{"overlap", "gap", "invalid_ring", "spike", "doubtful_overlap", "too_wide"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string name_of(spatial::Label label, const std::vector<std::string> &codes) {
    if (label == spatial::no_label) {
        return {};
    }
    const std::size_t row = label - std::size_t{1};
    return row < codes.size() && !codes[row].empty() ? codes[row] : fmt::format("#{}", label);
}

/// The first digits of an easting with its zone: 38,512,345 lies in zone 38. 0 where there is none.
int zone_of(double easting) {
    const auto zone = static_cast<int>(easting / 1e6);
    return zone >= 13 && zone <= 45 ? zone : 0;
}

} // namespace

void PlaceExamination::add_extent(LonLat p) {
    if (!std::isfinite(p.lon) || !std::isfinite(p.lat)) {
        return;
    }
    const bool first = m_report.vertices == 0;
    m_report.min_x = first ? p.lon : std::min(m_report.min_x, p.lon);
    m_report.min_y = first ? p.lat : std::min(m_report.min_y, p.lat);
    m_report.max_x = first ? p.lon : std::max(m_report.max_x, p.lon);
    m_report.max_y = first ? p.lat : std::max(m_report.max_y, p.lat);
    ++m_report.vertices;
}

/// Every stride-th row's, so that a large file is represented evenly.
void PlaceExamination::keep_place(LonLat place) {
    if (m_rows++ % m_stride != 0) {
        return;
    }
    m_places.push_back(place);
    m_place_rows.push_back(m_rows - 1);
    if (m_places.size() > most_places) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_places.size(); i += 2) {
            m_place_rows[kept] = m_place_rows[i];
            m_places[kept++] = m_places[i];
        }
        m_places.resize(kept);
        m_place_rows.resize(kept);
        m_stride *= 2;
    }
}

void PlaceExamination::add(LonLat place) {
    ++m_report.types["Point"];
    m_report.out_of_range += is_in_range(place) ? 0 : 1;
    m_metres += std::abs(place.lon) > 1000 || std::abs(place.lat) > 1000 ? 1 : 0;
    add_extent(place);
    keep_place(place);
}

void PlaceExamination::add(const Shape &shape) {
    ++m_report.types[shape.type_name];
    m_report.multi_part += shape.parts.size() > 1 ? 1 : 0;
    const bool collapsed = shape.parts.empty() || is_collapsed(shape);
    m_report.collapsed += collapsed ? 1 : 0;
    bool sound = true;
    for (const auto &part : shape.parts) {
        for (const auto &path : part) {
            std::ranges::for_each(path, [this](LonLat p) { add_extent(p); });
            sound = sound && std::ranges::all_of(path, is_in_range);
        }
    }
    m_report.out_of_range += sound ? 0 : 1;
    if (collapsed) {
        ++m_rows;
        return;
    }
    const auto middle = middle_of(shape.parts.front());
    m_metres += std::abs(middle.lon) > 1000 || std::abs(middle.lat) > 1000 ? 1 : 0;
    keep_place(middle);
    m_too_many = m_too_many || m_report.vertices > most_polygon_vertices;
    if (shape.kind == ShapeKind::polygon && sound && !m_too_many) {
        for (auto &polygon : to_polygons(shape, {})) {
            if (polygon.outer.size() >= 3) {
                m_polygons.push_back({static_cast<spatial::Label>(m_rows), std::move(polygon)});
            }
        }
    }
}

PlaceReport PlaceExamination::report(const World *world) const {
    auto report = m_report;
    report.metres = m_metres * 2 > m_places.size();
    if (report.metres) {
        const int west = zone_of(report.min_x);
        report.zone = west == zone_of(report.max_x) ? west : 0;
    }
    if (has_ground(world) && !m_places.empty() && !report.metres) {
        report.fits = fits_of(m_places, *world);
        report.likely = likely_of(report.fits);
    }
    return report;
}

std::optional<spatial::FrameFit>
PlaceExamination::compare(const World &world,
                          const std::function<std::optional<spatial::LatticePoint>(std::size_t row)> &known) const {
    FrameSample sample;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        if (is_in_range(m_places[i])) {
            sample.add(m_places[i], spatial::Frame::cgcs2000, known(m_place_rows[i]));
        }
    }
    auto fit = sample.fit(world);
    return fit && fit->suspected && fit->home != spatial::FrameHome::ground ? fit : std::nullopt;
}

CoverageReport PlaceExamination::coverage(const std::vector<std::string> &codes,
                                          const std::function<void(double)> &progress) const {
    CoverageReport report;
    if (m_too_many) {
        report.state = CoverageReport::State::too_many;
        return report;
    }
    if (m_polygons.empty()) {
        report.state = m_metres > 0 ? CoverageReport::State::not_degrees : CoverageReport::State::no_polygons;
        return report;
    }
    report.state = CoverageReport::State::examined;
    const auto built = spatial::build_coverage(m_polygons, {.classify_enclosed = true, .progress = progress});
    for (const auto &defect : built.defects) {
        report.findings.push_back({.kind = std::string(finding_kind(defect.kind)),
                                   .defect = true,
                                   .count = 1,
                                   .place = spatial::to_lonlat(defect.place),
                                   .area_m2 = defect.area_m2,
                                   .width_m = defect.width_m,
                                   .a = name_of(defect.a, codes),
                                   .b = name_of(defect.b, codes)});
    }
    if (built.unnamed_overlaps > 0) {
        report.findings.push_back({.kind = "overlap", .defect = true, .count = built.unnamed_overlaps});
    }
    for (const auto &note : built.notes) {
        report.findings.push_back({.kind = note.kind == spatial::NoteKind::hole ? "hole" : "rounding",
                                   .count = std::max<std::size_t>(1, note.count),
                                   .place = spatial::to_lonlat(note.place),
                                   .area_m2 = note.area_m2,
                                   .width_m = note.width_m});
    }
    return report;
}

} // namespace jingwei::data
