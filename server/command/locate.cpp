#include "server/api/batch.hpp"
#include "server/api/locate_render.hpp"
#include "server/command/at_option.hpp"
#include "server/command/command.hpp"
#include "server/command/number_check.hpp"
#include "server/http/problem.hpp"
#include "server/service/instant.hpp"
#include "server/service/past_editions.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <sstream>

namespace jingwei::server {

namespace {

constexpr std::size_t unlimited = SIZE_MAX;

struct LocateOptions {
    std::string db, csv, frame = "cgcs2000", at;
    std::optional<double> lon, lat;
    std::vector<std::string> themes;
    double accuracy = 0, within = 200;
    bool json = false;
};

spatial::Frame frame_of(const LocateOptions &options) {
    const auto frame = spatial::frame_from_name(options.frame);
    if (!frame) {
        throw Error(ErrorCode::bad_call,
                    "there is no frame '" + options.frame + "'; there are wgs84, cgcs2000, gcj02 and bd09");
    }
    return *frame;
}

data::TimeMs instant_of(const LocateOptions &options, const data::World &world) {
    const auto at = instant_of_option(options.at, world);
    return at ? *at : now_ms();
}

/// As it is now, or with the grids of the edition that held at an instant.
data::WorldPtr world_at(const data::Store &store, const LocateOptions &options) {
    const data::WorldPtr now = store.world();
    const auto at = instant_of(options, *now);
    PastEditions past(store, {});
    const auto edition = options.at.empty() ? now->edition : past.edition_at(*now, at);
    if (edition == 0 && now->edition != 0) {
        throw Error(ErrorCode::not_found, "no edition held at " + options.at + " yet; ask for a later instant");
    }
    return edition == now->edition ? now : past.draw(edition)->beside(now);
}

void locate_one(const LocateOptions &options, const data::World &world, CommandContext &context) {
    if (!std::isfinite(*options.lon) || !std::isfinite(*options.lat)) {
        throw Error(ErrorCode::bad_call, "lon and lat must be finite numbers");
    }
    LocateQuestion question;
    question.place = {*options.lon, *options.lat};
    question.frame = frame_of(options);
    question.accuracy_m = options.accuracy;
    question.within_m = options.within;
    question.at = instant_of(options, world);
    question.themes.assign(options.themes.begin(), options.themes.end());
    check_place(world, question.place, question.frame);
    const LocateAnswer answer = locate(world, question);
    if (!options.json) {
        context.out << locate_text(world, question, answer);
        return;
    }
    std::string json;
    append_locate_json(json, world, question, answer, false);
    context.out << json << '\n';
}

std::string read_file(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
        throw Error(ErrorCode::machine, "cannot read '" + path + "'; give a CSV file with the header lon,lat or id,lon,lat");
    }
    return text.str();
}

void locate_many(const LocateOptions &options, const data::World &world, CommandContext &context) {
    BatchQuestion question;
    question.frame = frame_of(options);
    question.within_m = options.within;
    if (!options.themes.empty()) {
        question.themes.assign(options.themes.begin(), options.themes.end());
    }
    const Batch batch = read_batch(read_file(options.csv), BatchFormat::csv, unlimited);
    context.out << answer_batch(world, batch, question, BatchFormat::csv);
}

void run_locate(const LocateOptions &options, CommandContext &context) {
    const bool place = options.lon && options.lat;
    if (place == !options.csv.empty() || options.lon.has_value() != options.lat.has_value()) {
        throw Error(ErrorCode::bad_call, "give either LON LAT or --csv FILE");
    }
    const auto store = data::Store::open(options.db, data::Store::Mode::read_only);
    const data::WorldPtr world = world_at(*store, options);
    if (place) {
        locate_one(options, *world, context);
    } else {
        locate_many(options, *world, context);
    }
}

} // namespace

void add_locate_command(CLI::App &app, CommandContext &context) {
    CLI::App *command = app.add_subcommand("locate", "Whose is this place, and who answers for it");
    const auto options = std::make_shared<LocateOptions>();
    command->add_option("db", options->db, "the store")->required();
    command->add_option("lon", options->lon, "longitude in degrees");
    command->add_option("lat", options->lat, "latitude in degrees");
    command->add_option("--csv", options->csv, "a file of points: lon,lat or id,lon,lat; the answers go to standard output");
    command->add_option("--frame", options->frame, "wgs84, cgcs2000, gcj02 or bd09")->capture_default_str();
    command->add_option("--at", options->at, "a date or a time; default now");
    command->add_option("--themes", options->themes, "themes, comma separated")->delimiter(',');
    command->add_option("--accuracy", options->accuracy, "metres of doubt about the place")
        ->check(number_from_to(0.0, 10000.0));
    command->add_option("--within", options->within, "metres to look for the nearest grid when outside")
        ->check(number_from_to(0.0, 10000.0));
    command->add_flag("--json", options->json, "the JSON of GET /v1/locate");
    command->callback([options, &context] { run_locate(*options, context); });
}

} // namespace jingwei::server
