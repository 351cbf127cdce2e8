#include "server/service/frame_service.hpp"

#include "spatial/locator.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using spatial::FrameCause;
using spatial::FrameFinding;

struct Words {
    std::string english, chinese, option;
};

Words zone_words(int degrees) {
    const bool east = degrees > 0;
    const int away = std::abs(degrees);
    return {fmt::format(
                "another Gauss-Krüger zone was used: its central meridian lies {} degrees {} of the right one; take the zone "
                "whose meridian is {} degrees further {}",
                away, east ? "east" : "west", away, east ? "west" : "east"),
            fmt::format("高斯-克吕格投影带错了：所用中央经线比正确的偏{} {} 度", east ? "东" : "西", away), "--crs EPSG:n"};
}

Words shifted_words(FrameCause cause) {
    switch (cause) {
    case FrameCause::gcj02:
        return {"the reading is in GCJ-02, as Gaode, Tencent and Google maps of China are",
                "读数是 GCJ-02（火星坐标：高德、腾讯）", "--frame gcj02"};
    case FrameCause::bd09:
        return {"the reading is in BD-09, as Baidu's maps are", "读数是 BD-09（百度坐标）", "--frame bd09"};
    case FrameCause::gcj02_twice:
        return {
            "the GCJ-02 shift was applied twice: have one of the two conversions removed at the source, then say --frame gcj02",
            "GCJ-02 加偏了两次：请数据方去掉一次，再按 gcj02 导入", ""};
    case FrameCause::bd09_after_gcj02:
        return {"a GCJ-02 position was converted to BD-09 as if it had been WGS84: have it converted from GCJ-02 at the source",
                "把 GCJ-02 当作 WGS84 又转成了 BD-09：请数据方从 GCJ-02 转换", ""};
    case FrameCause::gcj02_removed:
        return {"a GCJ-02 shift was taken away that was not there: leave that conversion away, or do not say --frame gcj02",
                "原本没有加偏，却做了 GCJ-02 纠偏：去掉这一步，或不要写 --frame gcj02", ""};
    default:
        return {"a BD-09 shift was taken away that was not there: leave that conversion away, or do not say --frame bd09",
                "原本不是百度坐标，却做了 BD-09 纠偏：去掉这一步，或不要写 --frame bd09", ""};
    }
}

Words words_of(const FrameFinding &finding, double shift_m) {
    switch (finding.cause) {
    case FrameCause::none:
        return {"the reading agrees with the known place", "读数与已知点一致", ""};
    case FrameCause::degrees_minutes:
        return {"degrees and minutes were written as decimals (104°10.4′ as 104.104): divide the minutes by 60",
                "度分格式被当作了小数度（104°10.4′ 写成 104.104）：分要除以 60", ""};
    case FrameCause::degrees_minutes_seconds:
        return {"degrees, minutes and seconds were written as decimals (104°10′25″ as 104.1025): convert them to degrees",
                "度分秒格式被当作了小数度（104°10′25″ 写成 104.1025）：请换算成度", ""};
    case FrameCause::gauss_kruger_zone:
        return zone_words(finding.zone_degrees);
    case FrameCause::old_datum:
        return {
            fmt::format("a shift of {:.1f} m that no frame explains: an older datum (西安80, 北京54), a city's own grid, or a "
                        "reading of another place?",
                        shift_m),
            fmt::format("偏移 {:.1f} 米，不是 GCJ-02 或 BD-09：可能是西安80、北京54 或城市独立坐标系，或读的是别的点", shift_m),
            "--control-points FILE"};
    case FrameCause::unknown:
        return {"no known cause explains the shift; is it the same place?", "没有已知原因能解释这个偏移：确定是同一个点吗", ""};
    default:
        return shifted_words(finding.cause);
    }
}

std::optional<bool> is_on_ground(const data::World *world, spatial::LonLat place) {
    if (world == nullptr || std::ranges::all_of(world->themes, [](const auto &theme) { return theme->coverage.empty(); })) {
        return std::nullopt;
    }
    const auto at = spatial::to_lattice(place);
    return std::ranges::any_of(world->themes,
                               [&](const auto &theme) { return theme->locator->locate(at) != spatial::no_label; });
}

} // namespace

FrameAdvice advice_on(const FrameFinding &finding, double shift_m) {
    auto words = words_of(finding, shift_m);
    if (finding.swapped) {
        const bool alone = finding.cause == FrameCause::none;
        words.english = "longitude and latitude changed places" + (alone ? "" : ", and " + words.english);
        words.chinese = "经度和纬度写反了" + (alone ? "" : "，并且" + words.chinese);
    }
    return {finding, std::move(words.english), std::move(words.chinese), std::move(words.option)};
}

FrameAnswer check_frame(const data::World *world, const FrameQuestion &question) {
    const auto check = spatial::check_frame(question.known, question.reading, question.tolerance_m);
    FrameAnswer answer;
    answer.shift_m = check.shift_m;
    answer.bearing_deg = check.bearing_deg;
    std::ranges::transform(check.findings, std::back_inserter(answer.findings),
                           [&](const auto &finding) { return advice_on(finding, check.shift_m); });
    answer.known_on_ground = is_on_ground(world, question.known);
    return answer;
}

} // namespace jingwei::server
