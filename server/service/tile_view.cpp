#include "server/service/tile_view.hpp"

#include "data/world_layers.hpp"
#include "server/api_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace jingwei::server {

namespace {

[[noreturn]] void refuse(const char *field, const std::string &detail) {
    throw ApiError(ErrorCode::bad_call, "bad_value", detail, field);
}

/// The parts between separators: one more than there are separators, empty ones too.
std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    parts.push_back(text);
    return parts;
}

/// So much of what was sent as a message may repeat.
std::string_view shortened(std::string_view text) {
    return text.substr(0, 40);
}

spatial::TileGrid read_tile_grid(std::string_view text) {
    const auto grid = spatial::tile_grid_from_name(text);
    if (!grid) {
        refuse("tms", fmt::format("There is no tile grid '{}'; tms is WebMercatorQuad or CGCS2000Quad.", shortened(text)));
    }
    return *grid;
}

/// wgs84 is drawn as cgcs2000: they are one frame here.
spatial::Frame read_frame(std::string_view text) {
    const auto frame = spatial::frame_from_name(text);
    if (!frame) {
        refuse("frame", fmt::format("There is no frame '{}'; tiles are drawn in wgs84, cgcs2000 or gcj02.", shortened(text)));
    }
    if (*frame == spatial::Frame::bd09) {
        throw ApiError(ErrorCode::bad_call, "frame_not_drawn",
                       "Tiles are not drawn in bd09: Baidu cuts its base map in a projection and a tile grid of its own, so "
                       "tiles shifted to bd09 would fit none. Ask for frame=gcj02 over a base map in GCJ-02 (Gaode, Tencent), "
                       "or for /v1/export/{layer}.geojson?frame=bd09 and draw that.",
                       "frame");
    }
    return *frame == spatial::Frame::gcj02 ? *frame : spatial::Frame::cgcs2000;
}

std::string joined(const std::vector<std::string> &words) {
    std::string out;
    for (const std::string &word : words) {
        out.append(out.empty() ? "" : ", ").append(word);
    }
    return out;
}

/// What may stand in an address and in an ETag as it is; the rest is percent-encoded.
void append_encoded(std::string &out, std::string_view text) {
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (plain) {
            out += c;
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        }
    }
}

std::vector<std::string> read_values(std::string_view layer, std::string_view text, const std::vector<std::string> &declared) {
    std::vector<std::string> values;
    for (const std::string_view value : split(text, ',')) {
        if (value.empty() || std::ranges::find(declared, value) == declared.end()) {
            refuse("category",
                   fmt::format("{} have no category '{}'; there are: {}.", layer, shortened(value), joined(declared)));
        }
        values.emplace_back(value);
    }
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
    return values;
}

CategoryFilter read_categories(std::string_view text, std::span<const tiles::LayerDefinition *const> layers,
                               const data::World &world) {
    CategoryFilter filter;
    for (const std::string_view part : split(text, ';')) {
        const std::string_view name = part.substr(0, part.find(':'));
        const auto drawn = std::ranges::find(layers, name, [](const auto *layer) { return layer->name; });
        if (drawn == layers.end() || name.size() == part.size()) {
            refuse("category",
                   fmt::format("category says LAYER:VALUE,VALUE;LAYER:VALUE, as in cameras:dome,ptz_dome, of layers "
                               "that the tile has; '{}' does not.",
                               shortened(part)));
        }
        const auto &declared = declared_categories(world, name);
        if (declared.empty()) {
            refuse("category", fmt::format("{} have no categories to choose from.", (*drawn)->name));
        }
        if (!filter.emplace((*drawn)->name, read_values(name, part.substr(name.size() + 1), declared)).second) {
            refuse("category", fmt::format("category names {} twice; give all its values at once.", (*drawn)->name));
        }
    }
    return filter;
}

/// The filter as an address says it.
std::string text_of(const CategoryFilter &filter) {
    std::string out;
    for (const auto &[layer, values] : filter) {
        out.append(out.empty() ? "" : ";").append(layer);
        for (std::size_t i = 0; i < values.size(); ++i) {
            out += i == 0 ? ':' : ',';
            append_encoded(out, values[i]);
        }
    }
    return out;
}

} // namespace

const std::vector<std::string> *TileView::categories_of(std::string_view layer) const {
    const auto found = categories.find(layer);
    return found == categories.end() ? nullptr : &found->second;
}

const std::vector<std::string> &declared_categories(const data::World &world, std::string_view layer) {
    static const std::vector<std::string> none;
    const std::vector<std::string> *declared = &none;
    data::for_each_layer([&](const auto &known) { declared = known.name == layer ? &known.in(world)->categories : declared; });
    return *declared;
}

std::map<std::string_view, std::vector<std::string>>
declared_categories(const data::World &world, std::span<const tiles::LayerDefinition *const> layers) {
    std::map<std::string_view, std::vector<std::string>> declared;
    for (const tiles::LayerDefinition *layer : layers) {
        if (const auto &categories = declared_categories(world, layer->name); !categories.empty()) {
            declared.emplace(layer->name, categories);
        }
    }
    return declared;
}

TileView make_tile_view(const TileViewWords &words, std::span<const tiles::LayerDefinition *const> layers,
                        const data::World &world) {
    TileView view;
    const auto say = [&](std::string_view key, std::string_view value) {
        view.query.append(view.query.empty() ? "" : "&").append(key).append("=").append(value);
    };
    view.plane.grid = words.tms ? read_tile_grid(*words.tms) : view.plane.grid;
    view.plane.frame = words.frame ? read_frame(*words.frame) : view.plane.frame;
    view.name = spatial::frame_name(view.plane.frame);
    if (view.plane.grid != spatial::TilePlane().grid) {
        say("tms", spatial::tile_grid_name(view.plane.grid));
        view.name.append(".").append(spatial::tile_grid_name(view.plane.grid));
    }
    if (view.plane.shifts()) {
        say("frame", spatial::frame_name(view.plane.frame));
    }
    if (words.category) {
        view.categories = read_categories(*words.category, layers, world);
        std::string text = text_of(view.categories);
        say("category", text);
        std::ranges::replace(text, ',', '+'); // a list of ETags is split at commas
        view.name.append(".").append(text);
    }
    return view;
}

} // namespace jingwei::server
