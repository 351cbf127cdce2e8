#include "server/command/import_doctor.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <ostream>
#include <span>

namespace jingwei::server {

namespace {

constexpr std::size_t shown = 5;

/// A sentence in both languages, Chinese first.
void say(std::ostream &out, const std::string &chinese, const std::string &english) {
    out << "    " << chinese << "\n    " << english << '\n';
}

void head(std::ostream &out, std::string_view chinese, std::string_view english) {
    out << fmt::format("\n  {} {}\n", chinese, english);
}

std::string percent(std::size_t part, std::size_t whole) {
    return whole == 0 ? "0 %" : fmt::format("{:.0f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string shortened(const std::string &text) {
    constexpr std::size_t most = 60;
    if (text.size() <= most) {
        return text;
    }
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) {
        --end;
    }
    return text.substr(0, end) + "…";
}

std::string joined(const std::vector<std::string> &texts) {
    std::vector<std::string> parts;
    std::ranges::transform(texts, std::back_inserter(parts), shortened);
    return fmt::format("{}", fmt::join(parts, " · "));
}

void print_encoding(std::ostream &out, const data::LayerExamination &layer) {
    head(out, "编码", "Encoding");
    if (!layer.encoding_fault.empty()) {
        say(out, fmt::format("文件声明的编码不对，实际按 {} 能读通。", layer.encoding),
            fmt::format("The encoding that the file claims is wrong ({}); it reads as {}.", layer.encoding_fault,
                        layer.encoding));
    } else {
        out << fmt::format("    {}\n", layer.encoding);
    }
    if (!layer.preview.empty()) {
        out << "    预览 Preview: " << joined(layer.preview) << '\n';
    }
}

/// Who says it: the user, each row, or the file.
void print_known_crs(std::ostream &out, const data::LayerExamination &layer) {
    const auto &crs = layer.described.crs;
    if (layer.crs_by_option) {
        return say(out, fmt::format("坐标系已知：由您指定{}。", crs.empty() ? "" : fmt::format("（文件自己写的是 {}）", crs)),
                   fmt::format("The coordinate system is known: as you said{}.",
                               crs.empty() ? "" : fmt::format(" (the file itself says {})", crs)));
    }
    if (!layer.frame_field.empty()) {
        return say(out, fmt::format("坐标系已知：由“{}”列逐行说明。", layer.frame_field),
                   fmt::format("The coordinate system is known: each row says it in the field '{}'.", layer.frame_field));
    }
    say(out, fmt::format("坐标系已知：文件写明是 {}。", crs),
        fmt::format("The coordinate system is known: the file says {}.", crs));
}

void print_crs(std::ostream &out, const data::LayerExamination &layer) {
    const auto &crs = layer.described.crs;
    switch (layer.crs) {
    case data::CrsState::none:
        return say(out, "没有几何，也没找到经纬度列。", "There is no geometry, and no columns of longitude and latitude.");
    case data::CrsState::columns:
        if (layer.places.metres) {
            return say(out, "坐标在列里，文件没有说是哪种坐标系。",
                       "Coordinates are columns, and the file does not say of which system.");
        }
        return say(
            out, "经纬度在列里，文件没有说是哪种坐标系：wgs84、cgcs2000、gcj02（高德、腾讯）还是 bd09（百度），请问数据来源。",
            "Longitude and latitude are columns, and the file does not say in which frame: wgs84, cgcs2000, gcj02 (Gaode, "
            "Tencent) or bd09 (Baidu). Ask where the data came from.");
    case data::CrsState::missing:
        return say(out, "有几何，但文件没有写坐标系（没有 .prj）。",
                   fmt::format("There are geometries: {}.", layer.described.crs_fault));
    case data::CrsState::unusable:
        return say(out, fmt::format("坐标系是 {}，不能直接换算到 CGCS2000。", crs),
                   fmt::format("The coordinate system is {}: {}.", crs, layer.described.crs_fault));
    case data::CrsState::known:
        return print_known_crs(out, layer);
    }
}

void print_metres(std::ostream &out, const data::PlaceReport &places) {
    if (!places.metres) {
        return;
    }
    say(out, "坐标是米，不是度：这是投影坐标，要用 --crs EPSG:N 说明。",
        "The coordinates are metres, not degrees: they are projected; say which system with --crs EPSG:N.");
    if (places.zone == 0) {
        say(out,
            "东坐标没有带号：可能是不带带号的高斯-克吕格坐标（CGCS2000 三度带 "
            "EPSG:4534–4554，按中央经线选），也可能是城市独立坐标系（用 --control-points FILE）。",
            "The eastings carry no zone number: a Gauss-Krüger zone without a number (CGCS2000, 3-degree: EPSG:4534 to 4554, "
            "by its "
            "central meridian), or a city's own grid (--control-points FILE).");
    } else if (places.zone >= 25) {
        say(out,
            fmt::format("东坐标以带号 {0} 开头（三度带，中央经线 {1}°）；若基准是 CGCS2000，就是 EPSG:{2}。", places.zone,
                        places.zone * 3, 4513 + places.zone - 25),
            fmt::format(
                "Eastings begin with zone {0} (3-degree zones, central meridian {1}°); with datum CGCS2000 that is EPSG:{2}.",
                places.zone, places.zone * 3, 4513 + places.zone - 25));
    } else if (places.zone >= 13) {
        say(out,
            fmt::format("东坐标以带号 {0} 开头（六度带，中央经线 {1}°）；若基准是 CGCS2000，就是 EPSG:{2}。", places.zone,
                        places.zone * 6 - 3, 4491 + places.zone - 13),
            fmt::format(
                "Eastings begin with zone {0} (6-degree zones, central meridian {1}°); with datum CGCS2000 that is EPSG:{2}.",
                places.zone, places.zone * 6 - 3, 4491 + places.zone - 13));
    }
}

void print_fits(std::ostream &out, const data::PlaceReport &places) {
    if (places.fits.empty()) {
        return;
    }
    const std::map<std::string_view, std::string_view> names{
        {"as_given", "原样 as given"}, {"gcj02", "gcj02"}, {"bd09", "bd09"}, {"swapped", "经纬对调 axes swapped"}};
    std::vector<std::string> parts;
    for (const auto &fit : places.fits) {
        parts.push_back(fmt::format("{} {:.1f} %", names.at(fit.reading), fit.share * 100));
    }
    out << fmt::format("    落在本库网格内的比例 Share inside this store's ground: {}\n", fmt::join(parts, ", "));
    if (places.compared) {
        const bool objects = places.compared->home == spatial::FrameHome::objects;
        const auto share = [&](std::size_t part) { return percent(part, places.compared->points); };
        std::string text = "原样 as given " + share(places.compared->at_home);
        for (const auto &other : places.compared->others) {
            text += fmt::format(", {} {}", spatial::frame_name(other.frame), share(other.at_home));
        }
        out << fmt::format("    {}: {}\n",
                           objects ? "与本库同一对象的位置相符（30 米内） Share within 30 m of the same object in this store"
                                   : "落在本库楼栋轮廓内 Share inside this store's buildings",
                           text);
    }
    if (places.likely == "swapped") {
        say(out, "经度和纬度像是写反了。", "Longitude and latitude look swapped.");
    } else if (!places.likely.empty()) {
        say(out, fmt::format("像是 {} 坐标，请向数据来源核实后用 --frame {} 导入。", places.likely, places.likely),
            fmt::format("The coordinates look like {}; make sure with whoever made the file, then import with --frame {}.",
                        places.likely, places.likely));
    } else if (places.fits.front().share < 0.5) {
        say(out, "大部分位置不在本库的网格内：是别处的数据，或坐标系不对。",
            "Most places lie outside this store's ground: the data is of somewhere else, or the frame is wrong.");
    }
}

void print_places(std::ostream &out, const data::LayerExamination &layer) {
    const auto &places = layer.places;
    head(out, "坐标", "Coordinates");
    print_crs(out, layer);
    if (layer.crs != data::CrsState::unusable) { // the file says its system, and no zone of CGCS2000 is it
        print_metres(out, places);
    }
    if (places.vertices > 0) {
        out << fmt::format("    范围 Extent: {:.6f}, {:.6f} – {:.6f}, {:.6f}\n", places.min_x, places.min_y, places.max_x,
                           places.max_y);
    }
    print_fits(out, places);
    head(out, "几何", "Geometry");
    for (const auto &[type, count] : places.types) {
        out << fmt::format("    {}: {}\n", type, count);
    }
    const auto count_line = [&](std::size_t count, std::string_view chinese, std::string_view english) {
        if (count > 0) {
            out << fmt::format("    {} {}: {}\n", chinese, english, count);
        }
    };
    count_line(places.missing, "没有位置", "rows without a place");
    count_line(places.multi_part, "多部件", "rows of several parts");
    count_line(places.collapsed, "点数不够的环或线", "rows with a ring or line of too few points");
    count_line(places.metres ? 0 : places.out_of_range, "经纬度越界", "rows out of the range of longitude and latitude");
}

std::string role_text(const data::FieldReport &field) {
    using data::FieldRole;
    static const std::map<FieldRole, std::string_view> chinese{
        {FieldRole::code, "编码"},      {FieldRole::name, "名称"},   {FieldRole::parent, "上级"}, {FieldRole::phone, "电话"},
        {FieldRole::lon, "经度"},       {FieldRole::lat, "纬度"},    {FieldRole::kind, "类型"},   {FieldRole::address, "地址"},
        {FieldRole::gb_id, "国标编号"}, {FieldRole::person, "人员"}, {FieldRole::grid, "网格"},   {FieldRole::role, "角色"}};
    if (field.role == FieldRole::none) {
        return {};
    }
    const auto how = field.by_name && field.by_content ? "按名称和内容 by name and content"
                     : field.by_name                   ? "按名称 by name"
                                                       : "按内容 by content";
    return fmt::format(" → {} {}（{}）", chinese.at(field.role), data::field_role_name(field.role), how);
}

void print_field(std::ostream &out, const data::FieldReport &field, std::size_t rows) {
    const auto repeated =
        field.distinct == field.filled && field.filled > 0 ? "不重复 unique" : fmt::format("{} 种 values", field.distinct);
    out << fmt::format("    {} ({}): {} 有值 filled, {}{}\n", field.name, field.type, percent(field.filled, rows), repeated,
                       role_text(field));
    if (!field.samples.empty()) {
        out << "        " << joined(field.samples) << '\n';
    }
    const auto trouble = [&](std::size_t count, std::string_view chinese, std::string_view english) {
        if (count > 0) {
            out << fmt::format("        ! {} 个值{}。 {} values {}.\n", count, chinese, count, english);
        }
    };
    trouble(field.scientific, "成了科学计数（如 6.2E+14），编码已损坏，请以文本格式重新导出",
            "are in scientific notation (6.2E+14): codes are spoiled, export them again as text");
    trouble(field.full_width, "含全角字符", "hold full-width characters");
    trouble(field.blanks, "两端有空格", "have blanks at an end");
    if (field.role == data::FieldRole::code) {
        trouble(field.filled - field.distinct, "与别的编码重复", "repeat another code");
        trouble(rows - field.filled, "为空，编码必填", "are empty, and a code is needed");
    }
}

/// Why the reading ended, as far as it has words of its own in Chinese; else as it was said.
std::string broken_in_chinese(const std::string &broken) {
    const auto says = [&](std::string_view words) { return broken.find(words) != std::string::npos; };
    if (says("fread()") || says("breaks off") || says("or the one after it cannot be read") || says("not written, copied or")) {
        return fmt::format("文件不完整，后面的数据读不出来，多半没有拷贝或下载完整（{}）", broken);
    }
    return broken;
}

void print_level(std::ostream &out, const data::LayerExamination &layer) {
    static const std::map<std::string_view, std::string_view> chinese{
        {"township", "乡镇街道"}, {"community", "村社区"}, {"grid", "网格"}, {"micro_grid", "微网格"}};
    const auto &level = layer.level;
    if (level.level.empty()) {
        return;
    }
    head(out, "级别", "Level");
    if (!level.theme.empty()) {
        return say(out, fmt::format("是本库专题 {} 的 {} 级网格。", level.theme, level.level),
                   fmt::format("These are grids of the store's theme {}, level {}.", level.theme, level.level));
    }
    say(out, fmt::format("{:.0f} % 的编码是 {} 位：像是{}。", level.share * 100, level.length, chinese.at(level.level)),
        fmt::format("{:.0f} % of the codes have {} digits: this looks like the level {}.", level.share * 100, level.length,
                    level.level));
}

void print_coverage(std::ostream &out, const data::LayerExamination &layer) {
    using State = data::CoverageReport::State;
    const auto &coverage = layer.coverage;
    if (coverage.state == State::too_many) {
        head(out, "缺陷", "Defects");
        say(out, "多边形太多，没有检查重叠和缝隙。", "There are too many polygons to look for overlaps and gaps.");
    }
    if (coverage.state != State::examined) {
        return;
    }
    head(out, "缺陷", "Defects");
    std::map<std::string, std::vector<const data::GeometryFinding *>> kinds;
    for (const auto &finding : coverage.findings) {
        if (finding.defect) {
            kinds[finding.kind].push_back(&finding);
        }
    }
    if (kinds.empty()) {
        say(out, "没有重叠、缝隙或自相交。", "There are no overlaps, gaps or rings that cross themselves.");
    }
    static const std::map<std::string_view, std::string_view> chinese{{"overlap", "重叠"},
                                                                      {"gap", "缝隙"},
                                                                      {"invalid_ring", "自相交"},
                                                                      {"spike", "尖刺"},
                                                                      {"doubtful_overlap", "疑似重叠"},
                                                                      {"too_wide", "范围过大"}};
    for (const auto &[kind, findings] : kinds) {
        out << fmt::format("    {} {}: {}\n", chinese.at(kind), kind, findings.size());
        for (std::size_t i = 0; i < std::min(shown, findings.size()); ++i) {
            const auto &f = *findings[i];
            out << fmt::format("        {}{}{} @ {:.6f}, {:.6f}, {:.4g} m²\n", f.a, f.b.empty() || f.b == f.a ? "" : " + ",
                               f.b == f.a ? "" : f.b, f.place.lon, f.place.lat, f.area_m2);
        }
    }
}

/// No defects, and yet ground that an import leaves to nobody unless it is told otherwise.
void print_slits(std::ostream &out, const data::LayerExamination &layer) {
    std::vector<const data::GeometryFinding *> slits;
    for (const auto &finding : layer.coverage.findings) {
        if (finding.kind == "slit") {
            slits.push_back(&finding);
        }
    }
    if (slits.empty()) {
        return;
    }
    std::ranges::stable_sort(slits, std::ranges::greater{}, [](const auto *slit) { return slit->area_m2; });
    out << fmt::format("    豁口 slit: {}\n", slits.size());
    for (const auto *slit : std::span(slits).first(std::min(shown, slits.size()))) {
        out << fmt::format("        {} + {} @ {:.6f}, {:.6f}, {:.4g} m², 宽 {:.3g} m wide, 长约 {:.4g} m long\n", slit->a,
                           slit->b, slit->place.lon, slit->place.lat, slit->area_m2, slit->width_m,
                           slit->area_m2 / slit->width_m);
    }
    auto words = layer.advice.words;
    words.emplace_back("--fix");
    const auto command = shell_line(words);
    say(out, fmt::format("豁口是网格之间通到外面的无主窄条，不算错误；加 --fix 导入时分给两边：{}", command),
        fmt::format(
            "A slit is narrow ground of nobody between units, open to the outside. It is no error; with --fix an import "
            "divides it: {}",
            command));
}

std::pair<std::string_view, std::string_view> question_text(data::OpenQuestion question) {
    using Q = data::OpenQuestion;
    switch (question) {
    case Q::layer:
        return {"LAYER：这是什么数据？cameras 摄像机、key_sites 重点场所、rental_houses 出租屋、buildings 楼栋、people "
                "人员、assignments 责任关系、roster 花名册、divisions 行政区划",
                "LAYER: what is this? cameras, key_sites, rental_houses, buildings, people, assignments, roster, divisions …"};
    case Q::level:
        return {"LEVEL：哪一级？township、community、grid、micro_grid 等",
                "LEVEL: which level? township, community, grid, micro_grid …"};
    case Q::code:
        return {"FIELD：哪一列是编码？", "FIELD: which field holds the code?"};
    case Q::frame:
        return {"FRAME：坐标是 wgs84、cgcs2000、gcj02 还是 bd09？本程序不猜",
                "FRAME: wgs84, cgcs2000, gcj02 or bd09? It is never guessed"};
    case Q::crs:
        return {"EPSG:N：哪个坐标系？若是城市独立坐标系，改用 --control-points FILE（至少 3 个控制点）",
                "EPSG:N: which coordinate system? For a city's own grid say --control-points FILE instead (at least 3 points)"};
    case Q::datum:
        return {
            "FILE：至少 3 个两套坐标都已知的控制点；或用 --datum-parameters FILE 给出测绘部门的 4 或 7 参数（docs/frames.md）",
            "FILE: at least 3 points known in both systems; or the 4 or 7 parameters of the surveying office with "
            "--datum-parameters FILE (docs/frames.md)"};
    case Q::codes:
        return {
            "MAPPING：上面这些值本库没有；在映射文件里逐个写明对应的编码（docs/sync.md）",
            "MAPPING: the store has no such values as above; a mapping file says which code each stands for (docs/sync.md)"};
    case Q::kind:
        return {"KIND：没有类型列，整份文件是什么类型？", "KIND: there is no field of kinds; which one is all of the file?"};
    case Q::column:
        return {"FIELD：这个图层少不了这一列；写出是哪一列，没有就先补上",
                "FIELD: the layer cannot do without this column; name the field, or add one to the file first"};
    case Q::outlines:
        return {"FILE：这是从网格或参考线导出的表，只有列，没有边界或线形，不能导回；请用带图形的文件（导出为 .gpkg、.geojson "
                "或 .csv）",
                "FILE: these are grids or lines of an export, but without their outlines, which a sheet does not hold, so that "
                "it cannot be taken back; take a file that has them (export to .gpkg, .geojson or .csv)"};
    case Q::place:
        return {"没有位置：这个图层需要经纬度列或几何",
                "There are no places: this layer needs columns of longitude and latitude, or geometries"};
    }
    return {};
}

/// What an import would refuse, and the lines of a mapping file that translate it.
void print_unknown_codes(std::ostream &out, const data::LayerExamination &layer) {
    for (const auto &codes : layer.unknown_codes) {
        std::vector<std::string> values;
        std::vector<std::string> entries;
        for (std::size_t i = 0; i < std::min(2 * shown, codes.values.size()); ++i) {
            values.push_back(fmt::format("{} ({})", shortened(codes.values[i].first), codes.values[i].second));
            entries.push_back(fmt::format(R"("{}": "…")", codes.values[i].first));
        }
        head(out, "未知的代码值", "Values that no code list has");
        const auto more = codes.values.size() > values.size() ? " …" : "";
        say(out,
            fmt::format("“{}”列 → {}：{}{}。可用的是：{}。", codes.field, codes.column, fmt::join(values, "、"), more,
                        codes.known),
            fmt::format("The field '{}' → {}: {}{}. Known are: {}.", codes.field, codes.column, fmt::join(values, ", "), more,
                        codes.known));
        out << fmt::format("    映射文件 mapping file: {{\"{}\": {{\"field\": \"{}\", \"codes\": {{{}{}}}}}}}\n", codes.column,
                           codes.field, fmt::join(entries, ", "), more);
    }
}

/// What it is taken for, and why; or between which layers nothing decides.
void print_layer_guess(std::ostream &out, const data::ImportAdvice &advice) {
    if (advice.by == data::LayerBy::nothing) {
        return;
    }
    const auto most = std::min(advice.because.size(), 2 * shown);
    const std::vector<std::string> fields(advice.because.begin(), advice.because.begin() + static_cast<std::ptrdiff_t>(most));
    const auto more = most < advice.because.size() ? " …" : "";
    auto chinese = fmt::format("列名“{}”{}", fmt::join(fields, "”“"), more);
    auto english = fmt::format("by the headings {}{}", fmt::join(fields, ", "), more);
    if (fields.empty()) {
        const bool by_geometry = advice.by == data::LayerBy::geometry;
        chinese = by_geometry ? "几何" : "文件或图层的名字";
        english = by_geometry ? "by its geometry" : "by the name of the file or layer";
    }
    head(out, "看作", "Taken for");
    if (advice.layer) {
        const auto name = data::import_layer_name(*advice.layer);
        return say(out, fmt::format("{}：根据{}。", name, chinese), fmt::format("{}, {}.", name, english));
    }
    std::vector<std::string_view> names;
    std::ranges::transform(advice.tied, std::back_inserter(names), data::import_layer_name);
    say(out, fmt::format("{}：根据{}，同样说得通，请自己选定。", fmt::join(names, "、"), chinese),
        fmt::format("{} alike, {}: choose one.", fmt::join(names, ", "), english));
}

void print_advice(std::ostream &out, const data::LayerExamination &layer) {
    if (layer.advice.words.empty()) {
        return;
    }
    if (layer.known_codes > 0) {
        say(out, fmt::format("本库已有其中 {} 个编码，导入会更新它们。", layer.known_codes),
            fmt::format("The store has {} of these codes already; an import brings them up to date.", layer.known_codes));
    }
    print_unknown_codes(out, layer);
    print_layer_guess(out, layer.advice);
    head(out, "导入命令", "Command that would import it");
    out << "    " << shell_line(layer.advice.words) << '\n';
    if (!layer.advice.open.empty()) {
        head(out, "先要决定", "To be decided first");
    }
    for (const auto question : layer.advice.open) {
        const auto [chinese, english] = question_text(question);
        say(out, std::string(chinese), std::string(english));
        if (question == data::OpenQuestion::layer && !layer.advice.more.empty()) {
            const auto more = shell_line(layer.advice.more);
            say(out, fmt::format("    这个图层有相应的列时再加上：{}", more),
                fmt::format("    and add, where that layer has such a column: {}", more));
        }
    }
}

void print_layer(std::ostream &out, const data::LayerExamination &layer) {
    const auto &described = layer.described;
    out << fmt::format("\n图层 Layer {}", described.name);
    if (described.fault.empty()) {
        out << fmt::format(": {}, {} 行 rows", described.geometry,
                           layer.read ? static_cast<std::int64_t>(layer.rows) : described.count);
    }
    out << '\n';
    if (!layer.read) {
        const auto option = shell_line({"--source-layer", described.choice});
        say(out, fmt::format("未逐行检查；用 {} 指定它。", option),
            fmt::format("It was not read row by row; name it with {}.", option));
        return;
    }
    if (!described.fault.empty()) {
        say(out, "这个文件读不了。", fmt::format("This file cannot be read: {}.", described.fault));
        return;
    }
    if (!layer.broken.empty()) {
        say(out, fmt::format("只读到第 {} 行：{}。", layer.rows, broken_in_chinese(layer.broken)),
            fmt::format("The reading ended early: {}.", layer.broken));
    }
    print_encoding(out, layer);
    print_places(out, layer);
    head(out, "字段", "Fields");
    std::ranges::for_each(layer.fields, [&](const auto &field) { print_field(out, field, layer.rows); });
    print_level(out, layer);
    print_coverage(out, layer);
    print_slits(out, layer);
    print_advice(out, layer);
}

} // namespace

void print_examination(std::ostream &out, const data::FileExamination &examination) {
    std::map<std::string, std::string> drivers; // by file
    for (const auto &layer : examination.layers) {
        drivers[layer.described.file] = layer.described.driver;
    }
    const bool several = drivers.size() > 1;
    const auto inside = drivers.empty() ? std::string() : drivers.begin()->first;
    const auto kind = several           ? fmt::format("{} 个文件 files", drivers.size())
                      : drivers.empty() ? std::string("?")
                                        : drivers.begin()->second;
    out << fmt::format("文件 File {}: {}{}, {} KB, {} 个图层 layers\n", examination.file, kind,
                       several || examination.file.ends_with(inside) ? "" : fmt::format(" ({})", inside),
                       (examination.bytes + 1023) / 1024, examination.layers.size());
    std::string file;
    for (const auto &layer : examination.layers) {
        if (several && layer.described.file != file) {
            file = layer.described.file;
            out << fmt::format("\n── 文件 File {}: {}\n", file, layer.described.driver);
        }
        print_layer(out, layer);
    }
}

} // namespace jingwei::server
