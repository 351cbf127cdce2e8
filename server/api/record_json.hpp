#pragma once

#include "data/record.hpp"
#include "server/api/record_fields.hpp"
#include "server/caller.hpp"
#include "server/json_writer.hpp"
#include "server/service/grid_service.hpp"
#include "spatial/frames.hpp"

namespace jingwei::server {

/// How records are shown.
struct RecordView {
    data::WorldPtr world;
    ThemeRef theme; ///< whose grid is named
    spatial::Frame frame = spatial::Frame::cgcs2000;
    bool in_full = false;   ///< phones, and what is personal
    bool versions = false;  ///< for those who may write
    bool footprint = false; ///< one record, not a list
};

/// One object: the fields of the row's table, its place and grid, its version. What is not known is null.
template <class Row> void write_record(JsonWriter &json, const Row &row, const RecordView &view);
void write_record(JsonWriter &json, const data::Record &record, const RecordView &view);

/// {"code", "name"} of the theme's grid at a place, or null.
void write_grid_at(JsonWriter &json, const data::ThemeWorld &theme, data::LatticePoint at);

/// `lon` and `lat` in a frame.
void write_lonlat(JsonWriter &json, data::LatticePoint at, spatial::Frame frame);

} // namespace jingwei::server
