#pragma once

#include "data/import.hpp"

#include <iosfwd>
#include <string>

namespace CLI {
class App;
}

namespace jingwei::server {

class JsonWriter;

/// --datum-parameters, --control-points, --fit, --residual-limit, --elsewhere, before they mean anything.
struct DatumOptions {
    std::string parameters, control_points;
    int fit = 4;
    double residual_limit_m = data::DatumRequest{}.residual_limit_m;
    bool elsewhere = false;

    void add_to(CLI::App &command);
    void put_into(data::ImportRequest &request) const;
};

/// For people: how the file was carried from an older datum, with a table of residuals; and a suspicion about its frame, with
/// what to do. Nothing where there is nothing to say.
void print_frames(std::ostream &out, const data::ImportReport &report);

/// The members "datum" and "frame_fit", null where there is nothing to say.
void write_frames(JsonWriter &json, const data::ImportReport &report);

} // namespace jingwei::server
