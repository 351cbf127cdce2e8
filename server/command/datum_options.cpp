#include "server/command/datum_options.hpp"

#include "server/json_writer.hpp"

#include <CLI/CLI.hpp>
#include <cmath>
#include <fmt/format.h>
#include <ostream>

namespace jingwei::server {

namespace {

void print_datum(std::ostream &out, const spatial::DatumReport &datum) {
    out << fmt::format("datum: {} parameters {}, {}:\n", datum.kind, datum.fitted ? "fitted" : "given", datum.about);
    for (const auto &parameter : datum.parameters) {
        out << fmt::format("    {:<16} {:.6f}\n", parameter.name, parameter.value);
    }
    if (std::isfinite(datum.shift_m)) {
        out << fmt::format("    moves the middle of the file by {:.2f} m\n", datum.shift_m);
    }
    if (!datum.fitted) {
        return;
    }
    out << fmt::format("    {:<16} {:>10} {:>10} {:>10}\n", "control point", "residual m", "east", "north");
    for (const auto &point : datum.points) {
        out << fmt::format("    {:<16} {:>10.3f} {:>10.3f} {:>10.3f}\n", point.id, point.residual.length_m(),
                           point.residual.east_m, point.residual.north_m);
    }
    out << fmt::format(
        "    RMS {:.3f} m, limit {} m; an error of the points comes to {:.1f} times itself in the file's farthest "
        "corner\n",
        datum.rms_m, datum.limit_m, datum.error_gain);
}

std::string share_text(std::size_t part, std::size_t whole) {
    return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string_view home_text(spatial::FrameHome home) {
    switch (home) {
    case spatial::FrameHome::objects:
        return "where the store has the same objects (within 30 m)";
    case spatial::FrameHome::buildings:
        return "in the store's buildings";
    case spatial::FrameHome::ground:
        break;
    }
    return "on the store's ground";
}

void print_suspicion(std::ostream &out, const spatial::FrameFit &fit) {
    for (const auto &other : fit.others) {
        if (fit.suspected != other.frame) {
            continue;
        }
        out << fmt::format("note frame: as {} {} of the {} points lie {}, as {} {} ({} more, {} fewer): is the "
                           "file in {} (坐标系可能不对)? Nothing was changed; to import it so, say --frame {}\n",
                           spatial::frame_name(fit.declared), share_text(fit.at_home, fit.points), fit.points,
                           home_text(fit.home), spatial::frame_name(other.frame), share_text(other.at_home, fit.points),
                           other.gained, other.lost, spatial::frame_name(other.frame), spatial::frame_name(other.frame));
    }
}

void write_datum(JsonWriter &json, const spatial::DatumReport &datum) {
    json.begin_object();
    json.key("kind").value(datum.kind);
    json.key("fitted").value(datum.fitted);
    json.key("about").value(datum.about);
    json.key("parameters").begin_object();
    for (const auto &parameter : datum.parameters) {
        json.key(parameter.name).value(parameter.value);
    }
    json.end_object();
    json.key("shift_m").rounded(datum.shift_m, 3);
    json.key("rms_m").rounded(datum.rms_m, 4);
    json.key("limit_m").value(datum.limit_m);
    json.key("error_gain").rounded(datum.error_gain, 2);
    json.key("points").begin_array();
    for (const auto &point : datum.points) {
        json.begin_object();
        json.key("id").value(point.id);
        json.key("residual_m").rounded(point.residual.length_m(), 4);
        json.key("east_m").rounded(point.residual.east_m, 4);
        json.key("north_m").rounded(point.residual.north_m, 4);
        json.end_object();
    }
    json.end_array().end_object();
}

void write_fit(JsonWriter &json, const spatial::FrameFit &fit) {
    json.begin_object();
    json.key("points").value(static_cast<std::uint64_t>(fit.points));
    json.key("home").value(spatial::frame_home_name(fit.home));
    json.key("declared").value(spatial::frame_name(fit.declared));
    json.key("at_home").value(static_cast<std::uint64_t>(fit.at_home));
    json.key("suspected").value_or_null(fit.suspected ? spatial::frame_name(*fit.suspected) : "");
    json.key("others").begin_array();
    for (const auto &other : fit.others) {
        json.begin_object();
        json.key("frame").value(spatial::frame_name(other.frame));
        json.key("at_home").value(static_cast<std::uint64_t>(other.at_home));
        json.key("gained").value(static_cast<std::uint64_t>(other.gained));
        json.key("lost").value(static_cast<std::uint64_t>(other.lost));
        json.end_object();
    }
    json.end_array().end_object();
}

} // namespace

void DatumOptions::add_to(CLI::App &command) {
    auto *given =
        command.add_option("--datum-parameters", parameters,
                           "of a file in 西安80, 北京54 or a city's own grid: 4 or 7 parameters to CGCS2000, a JSON file");
    auto *points = command.add_option("--control-points", control_points,
                                      "likewise: at least 3 places known in both systems, a CSV file: id,x,y,lon,lat");
    points->excludes(given);
    command.add_option("--fit", fit, "how many parameters to fit to the control points: 4 or 7")
        ->check(CLI::IsMember({4, 7}))
        ->needs(points)
        ->capture_default_str();
    command
        .add_option("--residual-limit", residual_limit_m, "the largest residual of a control point that is taken, in metres")
        ->check(CLI::Range(0.001, 10.0))
        ->needs(points)
        ->capture_default_str();
    command.add_flag("--elsewhere", elsewhere,
                     "the file's ground lies apart from the store's: suspect no Gauss-Krüger zone for it");
}

void DatumOptions::put_into(data::ImportRequest &request) const {
    request.datum = {
        .parameters = parameters, .control_points = control_points, .fit = fit, .residual_limit_m = residual_limit_m};
    request.elsewhere = elsewhere;
}

void print_frames(std::ostream &out, const data::ImportReport &report) {
    if (report.datum) {
        print_datum(out, *report.datum);
    }
    if (report.frame_fit && report.frame_fit->suspected) {
        print_suspicion(out, *report.frame_fit);
    } else if (report.frame_fit && 2 * report.frame_fit->at_home < report.frame_fit->points) {
        out << fmt::format(
            "note place: only {} of the {} points lie on the store's grids (多数点不在网格内): is it the right file, "
            "and are longitude and latitude right? They are taken as they are\n",
            report.frame_fit->at_home, report.frame_fit->points);
    }
}

void write_frames(JsonWriter &json, const data::ImportReport &report) {
    json.key("datum");
    if (report.datum) {
        write_datum(json, *report.datum);
    } else {
        json.null();
    }
    json.key("frame_fit");
    if (report.frame_fit) {
        write_fit(json, *report.frame_fit);
    } else {
        json.null();
    }
}

} // namespace jingwei::server
