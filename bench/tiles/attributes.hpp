#pragma once

#include "data/rows.hpp"

/// What the features of the styled list say, to a feature of a tile or to a table for the peers: the attributes that the
/// server's layers have. `Sink` takes add(key, value).
namespace jingwei::bench {

template <class Sink, class Number> void add_known(Sink &sink, std::string_view key, const std::optional<Number> &number) {
    if (number) {
        sink.add(key, *number);
    }
}

template <class Sink> void tell(const data::CameraRow &row, Sink &sink) {
    sink.add("code", row.code);
    sink.add("name", row.name);
    sink.add("kind", row.kind);
    add_known(sink, "azimuth", row.azimuth_deg);
    add_known(sink, "fov", row.fov_deg);
    add_known(sink, "range", row.range_m);
    sink.add("online", row.online);
}

template <class Sink> void tell(const data::KeySiteRow &row, Sink &sink) {
    sink.add("code", row.code);
    sink.add("name", row.name);
    sink.add("kind", row.kind);
    sink.add("attention", row.attention);
}

template <class Sink> void tell(const data::RentalHouseRow &row, Sink &sink) {
    sink.add("code", row.code);
    sink.add("building_use", row.building_use);
    sink.add("rental_use", row.rental_use);
    sink.add("let_kind", row.let_kind);
}

} // namespace jingwei::bench
