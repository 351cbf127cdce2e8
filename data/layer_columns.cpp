#include "data/layer_columns.hpp"

#include <array>

namespace jingwei::data {

namespace {

using enum ColumnKind;

constexpr LayerColumn code_column{"code",
                                  "code",
                                  code,
                                  "",
                                  "编码",
                                  example_code,
                                  "必填，在本图层内唯一：1 至 32 个字母、数字、点、横线或下划线。同一编码再次导入即为更新。"};
constexpr LayerColumn lon_column{"lon", "lon", number, "", "经度", "104.1736", "十进制度，如 104.1736；不是度分秒。"};
constexpr LayerColumn lat_column{"lat", "lat", number, "", "纬度", "36.5448", "十进制度，如 36.5448；不是度分秒。"};

constexpr std::array grid_columns{
    code_column,
    LayerColumn{"name", "name", text, "", "名称", "示例第一网格", "网格的名称；空则与编码相同。"},
    LayerColumn{"level", "level", code, "", "层级", "grid", "仅供查看；导入时用 --level 指定。", ColumnAccess::layer, false},
    LayerColumn{"kind", "kind", code, "grid_kind", "类型", "基础网格", "基础网格或专属网格。"},
    LayerColumn{"parent", "parent", code, "", "上级编码", "990402001001", "上一级网格的编码；空则按位置判断。"},
    LayerColumn{"division", "division", code, "", "行政区划", "", "所在区县的区划代码，库中须已有；空则不填。"},
    LayerColumn{"fallback_org", "fallback", text, "", "兜底单位", "示例街道办事处", "无人负责时由谁答复。"},
    LayerColumn{"households", "households", whole, "", "户数", "312", "整数，不知道则留空。"},
    LayerColumn{"residents", "residents", whole, "", "人口", "865", "整数，不知道则留空。"},
    LayerColumn{"area_m2", "area_m2", number, "", "面积平方米", "", "由边界算出，导入时不读。", ColumnAccess::layer, false},
    LayerColumn{"limits_text", "limits", text, "", "四至", "", "由边界写出，导入时不读。", ColumnAccess::layer, false}};

constexpr std::array camera_columns{
    code_column,
    LayerColumn{"name", "name", text, "", "名称", "示例路口东侧", "看向何处。"},
    LayerColumn{"kind", "kind", code, "camera_kind", "类型", "球机", "必填，从下拉列表选择。"},
    LayerColumn{"azimuth_deg", "azimuth", number, "", "方位角", "90", "视野中线，自正北顺时针的度数，0 至 360；不知道则留空。"},
    LayerColumn{"fov_deg", "fov_deg", number, "", "视场角", "60", "水平视场角，度，大于 0、不大于 360。"},
    LayerColumn{"range_m", "range_m", number, "", "可视距离", "80", "米。"},
    LayerColumn{"height_m", "height_m", number, "", "架设高度", "6", "离地高度，米。"},
    LayerColumn{"online", "online", flag, "", "在线", "是", "是或否；空则为是。"},
    LayerColumn{"gb_id", "gb_id", code, "", "国标编号", "", "GB/T 28181 编号，20 位数字，按文本填写。"},
    LayerColumn{"owner", "owner", text, "", "所属单位", "示例派出所", "谁所有。"},
    LayerColumn{"platform", "platform", text, "", "平台", "", "视频平台的名称；不填地址和账号。"},
    LayerColumn{"channel", "channel", text, "", "通道", "", "在该平台上的通道。"},
    LayerColumn{"built_phase", "phase", text, "", "建设批次", "一期", "属于哪一批建设。"},
    LayerColumn{"boundary_crossing", "crossing", flag, "", "边界卡口", "否", "是否看守跨界道路；是或否。"}};

constexpr std::array key_site_columns{
    code_column,
    LayerColumn{"name", "name", text, "", "名称", "示例小学", "场所的名称。"},
    LayerColumn{"kind", "kind", code, "key_site_kind", "类型", "学校", "必填，从下拉列表选择。"},
    LayerColumn{"address", "address", text, "", "地址", "示例路 1 号", "文字地址。"},
    LayerColumn{"responsible", "respons", text, "", "负责人", "张示例", "场所负责人姓名。"},
    LayerColumn{"phone", "phone", phone, "", "电话", "19900000001", "工作电话，按文本填写。"},
    LayerColumn{"attention", "attention", whole, "attention", "关注程度", "低",
                "从下拉列表选择；导入时也认 0 无、1 低、2 中、3 高。"}};

constexpr std::array building_columns{
    code_column,
    LayerColumn{"name", "name", text, "", "名称", "示例小区 1 号楼", "楼栋的名称。"},
    LayerColumn{"address", "address", text, "", "地址", "示例路 3 号", "文字地址。"},
    LayerColumn{"building_use", "bldg_use", code, "building_use", "建筑用途", "住宅", "从下拉列表选择（GB/T 31000）。"},
    LayerColumn{"floors", "floors", whole, "", "层数", "6", "整数。"},
    LayerColumn{"units", "units", whole, "", "单元数", "3", "整数。"},
    LayerColumn{"households", "households", whole, "", "户数", "36", "整数。", ColumnAccess::key},
    LayerColumn{"residents", "residents", whole, "", "人口", "98", "整数。", ColumnAccess::key}};

constexpr std::array rental_house_columns{
    code_column,
    LayerColumn{"address", "address", text, "", "地址", "示例路 3 号 2 单元 101", "文字地址。", ColumnAccess::key},
    LayerColumn{"building_code", "building", code, "", "楼栋编码", "", "所在楼栋的编码，楼栋须已导入；空则不填。"},
    LayerColumn{"building_use", "bldg_use", code, "building_use", "建筑用途", "住宅", "从下拉列表选择（GB/T 31000）。"},
    LayerColumn{"rental_use", "rental_use", code, "rental_use", "出租用途", "住房", "从下拉列表选择（GB/T 31000）。"},
    LayerColumn{"hazard", "hazard", code, "rental_hazard", "隐患类型", "无", "从下拉列表选择（GB/T 31000）。",
                ColumnAccess::key},
    LayerColumn{"let_kind", "let_kind", code, "let_kind", "租期", "长租", "长租或短租；空则为长租。"},
    LayerColumn{"tenant_count", "tenants", whole, "", "租住人数", "3", "整数，不知道则留空。", ColumnAccess::key},
    LayerColumn{"last_visit", "last_visit", date, "", "最近走访", "2026-11-02", "日期，如 2026-11-02。", ColumnAccess::key}};

constexpr std::array line_columns{
    code_column, LayerColumn{"name", "name", text, "", "名称", "示例路", "道路、河流等的名称。"},
    LayerColumn{"kind", "kind", code, "reference_line_kind", "类型", "街道", "必填，从下拉列表选择。"}};

constexpr std::array person_columns{
    LayerColumn{"code", "code", code, "", "编码", example_code, "必填，工作人员编号，唯一；不得填写身份证号。"},
    LayerColumn{"name", "name", text, "", "姓名", "王示例", "必填。"},
    LayerColumn{"phone", "phone", phone, "", "电话", "19900000002", "工作电话，按文本填写。"},
    LayerColumn{"org", "org", code, "", "单位编码", "", "所在单位的编码；空则不填。"}};

constexpr std::array assignment_columns{
    LayerColumn{"person", "person", code, "", "人员编码", example_code, "必填，人员须已导入。"},
    LayerColumn{"grid", "grid", code, "", "网格编码", "990402001001003",
                "必填，网格须已导入。一人可有多行，一网格也可有多行。"},
    LayerColumn{"role", "role", code, "role", "角色", "网格长", "必填，从下拉列表选择。"},
    LayerColumn{"theme", "theme", code, "", "专题", "base", "网格所属的专题；空则为 base。"},
    LayerColumn{"primary", "primary", flag, "", "主责", "是", "是为主责，否为副职；空则为是。"},
    LayerColumn{"on_duty", "on_duty", flag, "", "在岗", "是", "是或否；空则为是。"},
    LayerColumn{"from", "from", date, "", "开始日期", "2026-01-01", "日期，自当日 0 时起；空则为一直。"},
    LayerColumn{"to", "to", date, "", "结束日期", "", "日期，至当日 0 时止，不含当日；空则为未定。"}};

constexpr std::array roster_columns{
    LayerColumn{"code", "code", code, "", "人员编码", example_code, "工作人员编号；不知道则留空，按姓名和电话辨认。"},
    LayerColumn{"name", "name", text, "", "姓名", "王示例", "必填。"},
    LayerColumn{"phone", "phone", phone, "", "电话", "19900000002", "工作电话，按文本填写。"},
    LayerColumn{"org", "org", text, "", "单位", "", "所在单位；空则不改。"},
    LayerColumn{"grid", "grid", text, "", "网格", "990402001001003", "必填，编码或名称；一人多个网格以顿号分开，也可多行。"},
    LayerColumn{"role", "role", code, "role", "角色", "网格长", "必填，从下拉列表选择；也可写 副网格长，多个以顿号分开。"},
    LayerColumn{"theme", "theme", code, "", "专题", "base", "网格所属的专题；空则为 base。"},
    LayerColumn{"primary", "primary", flag, "", "主责", "是", "是为主责，否为副职；空则为是。"},
    LayerColumn{"on_duty", "on_duty", flag, "", "在岗", "是", "是或否；空则为是。"},
    LayerColumn{"from", "from", date, "", "开始日期", "2026-01-01", "日期，自当日 0 时起。"},
    LayerColumn{"to", "to", date, "", "结束日期", "", "日期，至当日 0 时止，不含当日；空则为未定。"}};

constexpr std::array division_columns{
    LayerColumn{"code", "code", code, "", "编码", example_code, "必填，行政区划代码（GB/T 2260 六位）或自定代码，唯一。"},
    LayerColumn{"name", "name", text, "", "名称", "示例区", "必填，全称。"},
    LayerColumn{"level", "level", code, "division_level", "级别", "区", "省、市、区；空则由六位代码判断。"},
    LayerColumn{"parent", "parent", code, "", "上级编码", "", "上一级区划的代码；空则由六位代码判断。"}};

constexpr std::array staffing_columns{
    LayerColumn{"level", "level", code, "level", "级别", example_code, "必填，网格的级别，从下拉列表选择。"},
    LayerColumn{"kind", "kind", code, "grid_kind", "网格类型", "", "基础网格或专属网格，从下拉列表选择；空则不限。"},
    LayerColumn{"role", "role", code, "role", "角色", "网格员", "必填，从下拉列表选择。"},
    LayerColumn{"minimum", "minimum", whole, "", "最少人数", "1", "必填，每个网格在这个角色至少要有几人；0 为不再要求。"},
    LayerColumn{"theme", "theme", code, "", "专题", "base", "网格所属的专题；空则为 base。"}};

constexpr std::array organisation_columns{
    LayerColumn{"code", "code", code, "", "单位编码", example_code, "必填，人员和花名册里所写的单位，唯一，至多 32 个字。"},
    LayerColumn{"name", "name", text, "", "单位名称", "示例街道办事处", "全称；空则与编码相同。"},
    LayerColumn{"kind", "kind", code, "org_kind", "单位类型", "乡镇街道办", "从下拉列表选择；空则不知道。"}};

constexpr std::array external_ref_columns{
    LayerColumn{
        "layer", "layer", code, "layer", "图层", "摄像头",
        "必填，哪一类对象，从下拉列表选择；也可写 cameras、key_sites、buildings、rental_houses、reference_lines、people。"},
    LayerColumn{"code", "code", code, "", "编码", example_code, "必填，本库中对象的编码，须已导入。"},
    LayerColumn{"source", "source", text, "", "来源", "示例视频平台", "必填，哪个系统的编号。"},
    LayerColumn{"external_id", "ext_id", code, "", "外部编号", "SB-0001", "必填，该系统自己的编号，按文本填写。"},
    LayerColumn{"vanished_at", "vanished", text, "", "消失时间", "", "该系统的文件从何时起不再有它；空则仍在。"}};

constexpr std::array places{
    lon_column, lat_column,
    LayerColumn{"frame", "frame", code, "frame", "坐标系", "CGCS2000", "经纬度属于哪个坐标系，从下拉列表选择；系统从不猜测。"}};

constexpr std::array plane{LayerColumn{"x", "x", number, "", "东坐标", "425937.2", "米，按导入时 --crs 指定的坐标系。"},
                           LayerColumn{"y", "y", number, "", "北坐标", "4045406.1", "米，按导入时 --crs 指定的坐标系。"}};

constexpr std::array people{
    LayerColumn{"people", "people", text, "", "责任人", "", "各角色的责任人，导入时不读。", ColumnAccess::layer, false},
    LayerColumn{"phones", "phones", phone, "", "责任人电话", "", "责任人的电话，导入时不读。", ColumnAccess::layer, false}};

constexpr std::array keys{LayerColumn{"external_id", "ext_id", code, "", "外部编号", "",
                                      "来源系统自己的编号，导入时用 --key 指定。", ColumnAccess::key}};

} // namespace

std::span<const LayerColumn> columns_of(ImportLayer layer) {
    switch (layer) {
    case ImportLayer::grids:
        return grid_columns;
    case ImportLayer::cameras:
        return camera_columns;
    case ImportLayer::key_sites:
        return key_site_columns;
    case ImportLayer::buildings:
        return building_columns;
    case ImportLayer::rental_houses:
        return rental_house_columns;
    case ImportLayer::reference_lines:
        return line_columns;
    case ImportLayer::people:
        return person_columns;
    case ImportLayer::assignments:
        return assignment_columns;
    case ImportLayer::roster:
        return roster_columns;
    case ImportLayer::divisions:
        return division_columns;
    case ImportLayer::staffing_rules:
        return staffing_columns;
    case ImportLayer::organisations:
        return organisation_columns;
    case ImportLayer::external_refs:
        return external_ref_columns;
    }
    return {};
}

std::span<const LayerColumn> place_columns() {
    return places;
}

std::span<const LayerColumn> plane_columns() {
    return plane;
}

std::span<const LayerColumn> people_columns() {
    return people;
}

std::span<const LayerColumn> key_columns() {
    return keys;
}

} // namespace jingwei::data
