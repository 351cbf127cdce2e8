#include "data/record.hpp"

#include "data/row_reader.hpp"
#include "data/world_load_parts.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

namespace jingwei::data {

namespace {

static_assert(std::variant_size_v<Record> == static_cast<std::size_t>(RecordKind::assignment) + 1);

/// Everything that is put in, one after another: each value with its length or its presence before it, so that no two rows
/// read alike.
class Trace {
  public:
    void put(const std::string &text) {
        put(static_cast<std::int64_t>(text.size()));
        m_bytes += text;
    }
    void put(std::int64_t number) { raw(&number, sizeof number); }
    void put(int number) { put(std::int64_t{number}); }
    void put(bool flag) { put(std::int64_t{flag}); }
    void put(double number) { raw(&number, sizeof number); }
    void put(LatticePoint point) {
        put(std::int64_t{point.x});
        put(std::int64_t{point.y});
    }
    void put(const spatial::Ring &ring) {
        put(static_cast<std::int64_t>(ring.size()));
        for (const LatticePoint point : ring) {
            put(point);
        }
    }
    void put(const std::vector<spatial::Ring> &rings) {
        put(static_cast<std::int64_t>(rings.size()));
        for (const spatial::Ring &ring : rings) {
            put(ring);
        }
    }
    template <class T> void put(const std::optional<T> &value) {
        put(value.has_value());
        if (value) {
            put(*value);
        }
    }
    template <class... Values> void all(const Values &...values) { (put(values), ...); }
    [[nodiscard]] const std::string &bytes() const { return m_bytes; }

  private:
    void raw(const void *data, std::size_t size) { m_bytes.append(static_cast<const char *>(data), size); }
    std::string m_bytes;
};

void trace(Trace &to, const CameraRow &r) {
    to.all(r.id, r.code, r.name, r.kind, r.at, r.azimuth_deg, r.fov_deg, r.range_m, r.height_m, r.online, r.gb_id, r.owner,
           r.platform, r.channel, r.built_phase, r.boundary_crossing);
}
void trace(Trace &to, const KeySiteRow &r) {
    to.all(r.id, r.code, r.name, r.kind, r.at, r.address, r.responsible, r.phone, r.attention);
}
void trace(Trace &to, const RentalHouseRow &r) {
    to.all(r.id, r.code, r.address, r.building_code, r.building_use, r.rental_use, r.hazard, r.let_kind, r.at, r.tenant_count,
           r.last_visit);
}
void trace(Trace &to, const BuildingRow &r) {
    to.all(r.id, r.code, r.name, r.address, r.building_use, r.at, r.footprint, r.courtyards, r.floors, r.units, r.households,
           r.residents);
}
void trace(Trace &to, const PersonRow &r) {
    to.all(r.id, r.code, r.name, r.phone, r.org_code);
}
void trace(Trace &to, const AssignmentRow &r) {
    to.all(r.id, r.person_code, r.theme, r.grid_code, r.role, r.primary, r.on_duty, r.from, r.to);
}

AssignmentRow assignment_of(const RowReader &row) {
    return {.id = row.integer(0),
            .person_code = row.text(1),
            .theme = row.text(2),
            .grid_code = row.text(3),
            .role = row.text(4),
            .primary = row.flag(5),
            .on_duty = row.flag(6),
            .from = row.integer(7),
            .to = row.integer(8)};
}

Record decode(RecordKind kind, const RowReader &row) {
    switch (kind) {
    case RecordKind::camera:
        return loading::camera_of(row);
    case RecordKind::key_site:
        return loading::key_site_of(row);
    case RecordKind::rental_house:
        return loading::rental_house_of(row, row.text(11));
    case RecordKind::building:
        return loading::building_of(row);
    case RecordKind::person:
        return loading::person_of(row);
    case RecordKind::assignment:
        return assignment_of(row);
    }
    throw std::logic_error("a kind of record that does not exist");
}

} // namespace

std::optional<Record> stored_record(SQLite::Database &database, const RecordName &name) {
    static constexpr std::array queries{"stored_camera",   "stored_key_site", "stored_rental_house",
                                        "stored_building", "stored_person",   "stored_assignment"};
    RowReader row(database, queries.at(static_cast<std::size_t>(name.kind)));
    if (name.kind == RecordKind::assignment) {
        row.bind(1, name.id);
    } else {
        row.bind(1, name.code);
    }
    return row.next() ? std::optional(decode(name.kind, row)) : std::nullopt;
}

std::string version_of(const Record &record) {
    Trace whole;
    std::visit([&whole](const auto &row) { trace(whole, row); }, record);
    return digest_of(whole.bytes());
}

std::string digest_of(std::string_view text) {
    std::array<unsigned char, 16> hash{};
    std::array<char, 2 * 16 + 1> hex{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char *>(text.data()), text.size(), nullptr, 0);
    return sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
}

} // namespace jingwei::data
