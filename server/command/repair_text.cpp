#include "server/command/repair_text.hpp"

#include "server/json_writer.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <ostream>
#include <string_view>
#include <vector>

namespace jingwei::server {

namespace {

constexpr std::size_t shown = 20;
constexpr std::size_t shown_units = 6;

struct Words {
    std::string_view key, en, zh;
};

constexpr std::array<Words, 8> kinds{{
    {"overlap_assigned", "overlaps given to one grid", "重叠归属"},
    {"gap_divided", "gaps divided among their neighbours", "缝隙分摊"},
    {"gap_closed", "gaps given to their only neighbour", "缝隙归并"},
    {"spike_cut", "spikes cut", "尖刺削除"},
    {"crossing_ring_resolved", "rings that cross themselves", "自相交处理"},
    {"duplicate_dropped", "ground given twice", "重复图形剔除"},
    {"ring_dropped", "rings left out", "无效环剔除"},
    {"parent_border_kept", "ground outside the parent", "上级边界保持"},
}};

constexpr std::array<Words, 15> reasons{{
    {"longest_border", "it shares the longest border with it", "共有边界最长"},
    {"priority", "it comes first by priority, or stands in the store", "优先级在先或库中已有"},
    {"only_ground", "it would have no ground otherwise", "否则该网格没有范围"},
    {"same_ground", "all have the same ground and the first one keeps it", "范围相同，归首个"},
    {"nearest_border", "each gets what is nearest to its border", "按就近边界分摊"},
    {"only_neighbour", "nobody else touches it", "仅此一个相邻"},
    {"only_taker", "the others that touch it stand fixed or belong to another parent", "其余相邻网格已固定或属其他上级"},
    {"parent", "it lies in the parent that holds the ground", "属于该地所在的上级"},
    {"outside_parent", "it reaches beyond its parent, and no grid there takes it", "超出上级边界，该处无网格承接"},
    {"spike_loop", "the other's ring only loops around it beside a spike", "对方的边界只是在尖刺旁绕过该地"},
    {"own_ground", "both sides are the grid's own", "两侧同属一个网格"},
    {"own_holes", "holes of the grid lie over each other there; they are taken out once", "该网格的孔洞相互重叠，只扣除一次"},
    {"hole_outside", "the hole lies outside its ring, wholly or in part; there nothing is taken from anybody",
     "孔洞全部或部分在外环之外，该处不影响任何网格"},
    {"no_area", "it covers no ground", "不占面积"},
    {"none", "", ""},
}};

template <std::size_t Size> Words words_of(const std::array<Words, Size> &table, std::string_view key) {
    const auto *const found = std::ranges::find(table, key, &Words::key);
    return found == table.end() ? Words{key, key, key} : *found;
}

/// The first few of a list, and how many more there are.
std::string listed(const std::vector<std::string> &items, std::string_view between, std::string_view more) {
    std::string text;
    for (std::size_t i = 0; i < std::min(shown_units, items.size()); ++i) {
        text += (i == 0 ? "" : std::string(between)) + items[i];
    }
    return items.size() <= shown_units ? text : text + fmt::format(fmt::runtime(more), items.size() - shown_units);
}

std::vector<std::string> shares(const data::GeometryFinding &repair, std::string_view unit) {
    std::vector<std::string> texts;
    for (const auto &share : repair.gained) {
        texts.push_back(repair.gained.size() == 1 ? share.code : fmt::format("{} {:.3g} {}", share.code, share.area_m2, unit));
    }
    return texts;
}

/// Whether a ring was mended, so that nobody lost ground: `lost` says whose it is.
bool is_of_ring(const data::GeometryFinding &repair) {
    constexpr std::array<std::string_view, 3> of_rings{"spike_cut", "crossing_ring_resolved", "ring_dropped"};
    return std::ranges::find(of_rings, repair.kind) != of_rings.end();
}

using Groups = std::map<std::string_view, std::vector<const data::GeometryFinding *>>;

Groups group(std::span<const data::GeometryFinding> findings) {
    Groups groups;
    for (const auto &finding : findings) {
        if (finding.repair) {
            groups[finding.kind].push_back(&finding);
        }
    }
    for (auto &[kind, list] : groups) {
        std::ranges::stable_sort(list, std::ranges::greater{}, [](const auto *finding) { return finding->area_m2; });
    }
    return groups;
}

void write_repair(JsonWriter &json, const data::GeometryFinding &repair) {
    json.begin_object();
    json.key("kind").value(repair.kind);
    json.key("reason").value(repair.reason);
    json.key("lon").rounded(repair.place.lon, 7);
    json.key("lat").rounded(repair.place.lat, 7);
    json.key("area_m2").rounded(repair.area_m2, 4);
    json.key("width_m").rounded(repair.width_m, 4);
    json.key("gained").begin_array();
    for (const auto &share : repair.gained) {
        json.begin_object();
        json.key("code").value(share.code);
        json.key("area_m2").rounded(share.area_m2, 4);
        json.end_object();
    }
    json.end_array();
    json.key("lost").begin_array();
    std::ranges::for_each(repair.lost, [&](const std::string &code) { json.value(code); });
    json.end_array();
    json.key("text_en").value(repair_text_en(repair));
    json.key("text_zh").value(repair_text_zh(repair));
    json.end_object();
}

} // namespace

std::string repair_text_en(const data::GeometryFinding &repair) {
    auto text = fmt::format("at {:.6f}, {:.6f}", repair.place.lon, repair.place.lat);
    if (repair.area_m2 > 0) {
        text += fmt::format(", {:.4g} m², {:.3g} m wide", repair.area_m2, repair.width_m);
    }
    if (!repair.gained.empty()) {
        text += ": to " + listed(shares(repair, "m²"), ", ", " and {} more");
    }
    if (!repair.lost.empty()) {
        text += fmt::format("{} {} {}", repair.gained.empty() ? ":" : "", is_of_ring(repair) ? "of" : "from",
                            listed(repair.lost, ", ", " and {} more"));
    }
    const auto reason = words_of(reasons, repair.reason).en;
    return reason.empty() ? text : fmt::format("{} ({})", text, reason);
}

std::string repair_text_zh(const data::GeometryFinding &repair) {
    auto text = fmt::format("位于 {:.6f}, {:.6f}", repair.place.lon, repair.place.lat);
    if (repair.area_m2 > 0) {
        text += fmt::format("，面积 {:.4g} 平方米，宽 {:.3g} 米", repair.area_m2, repair.width_m);
    }
    if (!repair.gained.empty()) {
        text += "：归 " + listed(shares(repair, "平方米"), "、", " 等另 {} 个");
    }
    if (!repair.lost.empty()) {
        text += fmt::format("{}{} {}", repair.gained.empty() ? "：" : "，", is_of_ring(repair) ? "属" : "取自",
                            listed(repair.lost, "、", " 等另 {} 个"));
    }
    const auto reason = words_of(reasons, repair.reason).zh;
    return reason.empty() ? text : fmt::format("{}（{}）", text, reason);
}

void print_repairs(std::ostream &out, std::span<const data::GeometryFinding> findings) {
    for (const auto &[kind, list] : group(findings)) {
        const auto words = words_of(kinds, kind);
        double area_m2 = 0;
        std::ranges::for_each(list, [&](const auto *repair) { area_m2 += repair->area_m2; });
        out << fmt::format("REPAIR {} {}: {}", kind, words.zh, list.size())
            << (area_m2 > 0 ? fmt::format(" {}, {:.6g} m² together 合计\n", words.en, area_m2)
                            : fmt::format(" {}\n", words.en));
        for (std::size_t i = 0; i < std::min(shown, list.size()); ++i) {
            out << "    " << repair_text_en(*list[i]) << "\n      " << repair_text_zh(*list[i]) << '\n';
        }
        if (list.size() > shown) {
            out << fmt::format("    … and {} more (--report FILE lists all) 另有 {} 处\n", list.size() - shown,
                               list.size() - shown);
        }
    }
}

void write_repairs(JsonWriter &json, std::span<const data::GeometryFinding> findings) {
    json.key("repairs").begin_array();
    for (const auto &finding : findings) {
        if (finding.repair) {
            write_repair(json, finding);
        }
    }
    json.end_array();
}

} // namespace jingwei::server
