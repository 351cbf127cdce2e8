#include "data/import_layers.hpp"

#include <algorithm>
#include <array>

namespace jingwei::data {

namespace {

constexpr ImportTarget code{"code", true, "编码 代码 编号"};
constexpr ImportTarget name{"name", false, "名称 姓名"};
constexpr ImportTarget lon{"lon", false, "lng longitude x 经度"};
constexpr ImportTarget lat{"lat", false, "latitude y 纬度"};
constexpr ImportTarget frame{"frame", false, "坐标系"};
constexpr ImportTarget kind{"kind", false, "类型"};
constexpr ImportTarget phone{"phone", false, "电话 手机 联系电话 手机号"};
constexpr ImportTarget address{"address", false, "地址"};
constexpr ImportTarget building_use{"building_use", false, "bldg_use 建筑用途"};
constexpr ImportTarget households{"households", false, "户数"};
constexpr ImportTarget residents{"residents", false, "人口 人数"};

constexpr std::array grid_targets{code,
                                  name,
                                  ImportTarget{"parent", false, "parent_code 上级编码 上级"},
                                  kind,
                                  ImportTarget{"division", false, "division_code 行政区划"},
                                  ImportTarget{"fallback_org", false, "fallback 兜底单位"},
                                  households,
                                  residents,
                                  frame};
constexpr std::array camera_targets{code,
                                    name,
                                    kind,
                                    lon,
                                    lat,
                                    frame,
                                    ImportTarget{"azimuth_deg", false, "azimuth 方位角 朝向"},
                                    ImportTarget{"fov_deg", false, "fov 视场角"},
                                    ImportTarget{"range_m", false, "range 可视距离"},
                                    ImportTarget{"height_m", false, "height 架设高度"},
                                    ImportTarget{"online", false, "在线"},
                                    ImportTarget{"gb_id", false, "国标编号"},
                                    ImportTarget{"owner", false, "所属单位"},
                                    ImportTarget{"platform", false, "平台"},
                                    ImportTarget{"channel", false, "通道"},
                                    ImportTarget{"built_phase", false, "phase 建设批次"},
                                    ImportTarget{"boundary_crossing", false, "crossing 边界卡口"}};
constexpr std::array key_site_targets{code,    name,
                                      kind,    lon,
                                      lat,     frame,
                                      address, ImportTarget{"responsible", false, "respons 负责人"},
                                      phone,   ImportTarget{"attention", false, "关注程度"}};
constexpr std::array building_targets{code,
                                      name,
                                      address,
                                      lon,
                                      lat,
                                      frame,
                                      building_use,
                                      ImportTarget{"floors", false, "层数"},
                                      ImportTarget{"units", false, "单元数"},
                                      households,
                                      residents};
constexpr std::array rental_house_targets{code,
                                          address,
                                          lon,
                                          lat,
                                          frame,
                                          ImportTarget{"building_code", false, "building 楼栋编码"},
                                          building_use,
                                          ImportTarget{"rental_use", false, "出租用途"},
                                          ImportTarget{"hazard", false, "隐患类型"},
                                          ImportTarget{"let_kind", false, "租期"},
                                          ImportTarget{"tenant_count", false, "tenants 租住人数"},
                                          ImportTarget{"last_visit", false, "最近走访"}};
constexpr std::array line_targets{code, name, kind, frame};
constexpr std::array person_targets{code, name, phone, ImportTarget{"org", false, "org_code 单位 单位编码"}};
constexpr std::array assignment_targets{ImportTarget{"person", true, "person_code 人员编码"},
                                        ImportTarget{"grid", true, "grid_code 网格编码 网格"},
                                        ImportTarget{"role", true, "角色"},
                                        ImportTarget{"theme", false, "专题"},
                                        ImportTarget{"primary", false, "主责"},
                                        ImportTarget{"on_duty", false, "在岗"},
                                        ImportTarget{"from", false, "valid_from 开始日期"},
                                        ImportTarget{"to", false, "valid_to 结束日期"}};
constexpr std::array roster_targets{ImportTarget{"code", false, "工号 人员编码 人员编号"},
                                    ImportTarget{"name", true, "姓名"},
                                    ImportTarget{"phone", false, "电话 手机 手机号 手机号码 联系电话 联系方式"},
                                    ImportTarget{"org", false, "org_code 单位 所属单位"},
                                    ImportTarget{"grid", true, "网格 网格编码 网格名称 责任网格 所属网格 负责网格"},
                                    ImportTarget{"role", true, "角色 岗位 职务 网格职务"},
                                    ImportTarget{"theme", false, "专题"},
                                    ImportTarget{"primary", false, "主责 正副 主副 主次 AB岗 AB角"},
                                    ImportTarget{"on_duty", false, "在岗"},
                                    ImportTarget{"from", false, "valid_from 开始日期 任职日期 起始日期"},
                                    ImportTarget{"to", false, "valid_to 结束日期 截止日期 离任日期"}};

constexpr std::array division_targets{code, name, ImportTarget{"level", false, "级别 层级 行政级别"},
                                      ImportTarget{"parent", false, "parent_code 上级编码 上级代码 上级"}};

constexpr std::array staffing_targets{ImportTarget{"level", true, "级别 层级 网格级别"},
                                      ImportTarget{"kind", false, "网格类型 类型"}, ImportTarget{"role", true, "角色 岗位"},
                                      ImportTarget{"minimum", true, "最少人数 人数 配备人数"},
                                      ImportTarget{"theme", false, "专题"}};

constexpr std::array organisation_targets{ImportTarget{"code", true, "编码 代码 编号 单位编码"},
                                          ImportTarget{"name", false, "名称 单位名称"},
                                          ImportTarget{"kind", false, "类型 单位类型"}};

constexpr std::array external_ref_targets{ImportTarget{"layer", true, "图层"}, code, ImportTarget{"source", true, "来源"},
                                          ImportTarget{"external_id", true, "ext_id key 外部编号 对方编号"},
                                          ImportTarget{"vanished_at", false, "vanished 消失时间"}};

struct LayerEntry {
    std::string_view name;
    std::span<const ImportTarget> targets;
};
constexpr std::array<LayerEntry, 13> layers{{{"grids", grid_targets},
                                             {"cameras", camera_targets},
                                             {"key_sites", key_site_targets},
                                             {"buildings", building_targets},
                                             {"rental_houses", rental_house_targets},
                                             {"reference_lines", line_targets},
                                             {"people", person_targets},
                                             {"assignments", assignment_targets},
                                             {"roster", roster_targets},
                                             {"divisions", division_targets},
                                             {"staffing_rules", staffing_targets},
                                             {"organisations", organisation_targets},
                                             {"external_refs", external_ref_targets}}};

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

std::string import_layer_names() {
    std::string names;
    for (const LayerEntry &layer : layers) {
        names += names.empty() ? "" : ", ";
        names += layer.name;
    }
    return names;
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
    return layer != ImportLayer::people && layer != ImportLayer::assignments && layer != ImportLayer::roster &&
           layer != ImportLayer::divisions && layer != ImportLayer::staffing_rules && layer != ImportLayer::organisations &&
           layer != ImportLayer::external_refs;
}

bool has_points(ImportLayer layer) {
    return has_places(layer) && layer != ImportLayer::grids && layer != ImportLayer::reference_lines;
}

} // namespace jingwei::data
