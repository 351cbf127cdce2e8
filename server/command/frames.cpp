#include "server/api/frame_render.hpp"
#include "server/command/command.hpp"
#include "server/command/number_check.hpp"
#include "server/http/query.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <memory>

namespace jingwei::server {

namespace {

struct FramesOptions {
    std::string db, known, reading;
    double tolerance_m = spatial::default_frame_tolerance_m;
    bool json = false;
};

/// "104.1736,36.5448"
spatial::LonLat place_of(const std::string &option, const std::string &text, double most_lat) {
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    const auto comma = std::min(text.find(','), text.size());
    const double lon = to_number(text.substr(0, comma)).value_or(nothing);
    const double lat = to_number(text.substr(std::min(comma + 1, text.size()))).value_or(nothing);
    if (!(std::abs(lon) <= 180) || !(std::abs(lat) <= most_lat)) {
        throw Error(ErrorCode::bad_call, fmt::format("{} '{}' is not LON,LAT in degrees, as 104.1736,36.5448", option, text));
    }
    return {lon, lat};
}

void run(const FramesOptions &options, CommandContext &context) {
    FrameQuestion question;
    question.known = place_of("--known", options.known, 90);
    question.reading = place_of("--reading", options.reading, 180);
    question.tolerance_m = options.tolerance_m;
    const auto store = options.db.empty() ? nullptr : data::Store::open(options.db, data::Store::Mode::read_only);
    const data::WorldPtr world = store ? store->world() : nullptr;
    const auto answer = check_frame(world.get(), question);
    context.out << (options.json ? frame_json(question, answer) + '\n' : frame_text(answer));
}

} // namespace

void add_frames_command(CLI::App &app, CommandContext &context) {
    auto options = std::make_shared<FramesOptions>();
    auto &command = *app.add_subcommand("frames", "Which frame is a reading of a known place in, and by how much is it off");
    command.add_option("--known", options->known, "the place as it is in CGCS2000 or WGS84: LON,LAT")->required();
    command.add_option("--reading", options->reading, "what the file, phone or map says for it: LON,LAT")->required();
    command.add_option("--tolerance", options->tolerance_m, "how well the place was pointed at, in metres")
        ->check(number_from_to(0.1, 100.0))
        ->capture_default_str();
    command.add_option("--db", options->db, "a store, to see whether the known place lies on its ground");
    command.add_flag("--json", options->json, "the JSON of GET /v1/frames/check");
    command.callback([options, &context] { run(*options, context); });
}

} // namespace jingwei::server
