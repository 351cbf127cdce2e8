#include "data/import_layers.hpp"

#include <algorithm>
#include <array>

namespace jingwei::data {

namespace {

constexpr ImportTarget code{"code", true, "编码 代码 编号"};
constexpr ImportTarget name{"name", false, "名称 姓名"};
constexpr ImportTarget lon{"lon", false, "lng longitude x 经度"};
constexpr ImportTarget lat{"lat", false, "latitude y 纬度"};
constexpr ImportTarget kind{"kind", false, "类型"};
constexpr ImportTarget phone{"phone", false, "电话 手机"};
constexpr ImportTarget address{"address", false, "地址"};

constexpr std::array grid_targets{code,
                                  name,
                                  ImportTarget{"parent", false, "parent_code"},
                                  kind,
                                  ImportTarget{"division", false, "division_code"},
                                  ImportTarget{"fallback_org", false, ""},
                                  ImportTarget{"households", false, ""},
                                  ImportTarget{"residents", false, ""}};
constexpr std::array camera_targets{code,
                                    name,
                                    kind,
                                    lon,
                                    lat,
                                    ImportTarget{"azimuth_deg", false, "azimuth"},
                                    ImportTarget{"fov_deg", false, "fov"},
                                    ImportTarget{"range_m", false, "range"},
                                    ImportTarget{"height_m", false, "height"},
                                    ImportTarget{"online", false, ""},
                                    ImportTarget{"gb_id", false, ""},
                                    ImportTarget{"owner", false, ""},
                                    ImportTarget{"platform", false, ""},
                                    ImportTarget{"channel", false, ""},
                                    ImportTarget{"built_phase", false, ""},
                                    ImportTarget{"boundary_crossing", false, ""}};
constexpr std::array key_site_targets{code,
                                      name,
                                      kind,
                                      lon,
                                      lat,
                                      address,
                                      ImportTarget{"responsible", false, "负责人"},
                                      phone,
                                      ImportTarget{"attention", false, ""}};
constexpr std::array building_targets{code,
                                      name,
                                      address,
                                      lon,
                                      lat,
                                      ImportTarget{"building_use", false, ""},
                                      ImportTarget{"floors", false, ""},
                                      ImportTarget{"units", false, ""},
                                      ImportTarget{"households", false, ""},
                                      ImportTarget{"residents", false, ""}};
constexpr std::array rental_house_targets{code,
                                          address,
                                          lon,
                                          lat,
                                          ImportTarget{"building_code", false, "building"},
                                          ImportTarget{"building_use", false, ""},
                                          ImportTarget{"rental_use", false, ""},
                                          ImportTarget{"hazard", false, ""},
                                          ImportTarget{"let_kind", false, ""},
                                          ImportTarget{"tenant_count", false, "tenants"},
                                          ImportTarget{"last_visit", false, ""}};
constexpr std::array line_targets{code, name, kind};
constexpr std::array person_targets{code, name, phone, ImportTarget{"org", false, "org_code 单位"}};
constexpr std::array assignment_targets{
    ImportTarget{"person", true, "person_code"}, ImportTarget{"grid", true, "grid_code 网格"},
    ImportTarget{"role", true, "角色"},          ImportTarget{"theme", false, ""},
    ImportTarget{"primary", false, ""},          ImportTarget{"on_duty", false, ""},
    ImportTarget{"from", false, "valid_from"},   ImportTarget{"to", false, "valid_to"}};

struct LayerEntry {
    std::string_view name;
    std::span<const ImportTarget> targets;
};
constexpr std::array<LayerEntry, 8> layers{{{"grids", grid_targets},
                                            {"cameras", camera_targets},
                                            {"key_sites", key_site_targets},
                                            {"buildings", building_targets},
                                            {"rental_houses", rental_house_targets},
                                            {"reference_lines", line_targets},
                                            {"people", person_targets},
                                            {"assignments", assignment_targets}}};

const LayerEntry &entry_of(ImportLayer layer) {
    return layers[static_cast<std::size_t>(layer)];
}

} // namespace

std::optional<ImportLayer> import_layer_from_name(std::string_view name_of_layer) {
    const auto found = std::ranges::find(layers, name_of_layer, &LayerEntry::name);
    return found != layers.end() ? std::optional(static_cast<ImportLayer>(found - layers.begin())) : std::nullopt;
}

std::string_view import_layer_name(ImportLayer layer) {
    return entry_of(layer).name;
}

std::span<const ImportTarget> targets_of(ImportLayer layer) {
    return entry_of(layer).targets;
}

std::vector<std::string> import_targets(ImportLayer layer) {
    std::vector<std::string> names;
    for (const auto &target : targets_of(layer)) {
        names.emplace_back(target.name);
    }
    return names;
}

bool has_places(ImportLayer layer) {
    return layer != ImportLayer::people && layer != ImportLayer::assignments;
}

bool has_points(ImportLayer layer) {
    return has_places(layer) && layer != ImportLayer::grids && layer != ImportLayer::reference_lines;
}

} // namespace jingwei::data
