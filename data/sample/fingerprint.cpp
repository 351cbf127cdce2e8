#include "data/sample/sample.hpp"
#include "spatial/error.hpp"

#include <sodium.h>

#include <array>
#include <bit>
#include <concepts>

namespace jingwei::data {
namespace {

/// Feeds values into one hash, each with its length or in 8 little-endian bytes.
class Digest {
  public:
    Digest() { crypto_hash_sha256_init(&m_state); }

    template <class... Values> void add(const Values &...values) { (put(values), ...); }

    std::string hex() {
        std::array<unsigned char, crypto_hash_sha256_BYTES> bytes{};
        crypto_hash_sha256_final(&m_state, bytes.data());
        std::string text;
        for (const unsigned char b : bytes) {
            constexpr std::string_view digits = "0123456789abcdef";
            text += digits[b >> 4U];
            text += digits[b & 15U];
        }
        return text;
    }

  private:
    void put(const std::string &text) {
        put(text.size());
        crypto_hash_sha256_update(&m_state, reinterpret_cast<const unsigned char *>(text.data()), text.size());
    }
    void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
    void put(LatticePoint p) { add(p.x, p.y); }
    template <class T> void put(const std::optional<T> &value) {
        put(value.has_value());
        if (value) {
            put(*value);
        }
    }
    template <class T> void put(const std::vector<T> &values) {
        put(values.size());
        for (const T &v : values) {
            put(v);
        }
    }
    template <std::integral T> void put(T value) {
        std::array<unsigned char, 8> bytes{};
        auto v = static_cast<std::uint64_t>(value);
        for (unsigned char &b : bytes) {
            b = static_cast<unsigned char>(v & 0xffU);
            v >>= 8U;
        }
        crypto_hash_sha256_update(&m_state, bytes.data(), bytes.size());
    }

    crypto_hash_sha256_state m_state{};
};

void add_coverage(Digest &d, const ThemeContent &theme) {
    d.add(theme.theme);
    for (const GridRow &g : theme.grids) {
        d.add(g.code, g.name, g.level, g.kind, g.parent_code, g.division_code, g.fallback_org, g.households, g.residents);
    }
    for (const spatial::Arc &a : theme.coverage.arcs()) {
        d.add(a.left, a.right, a.point_count);
        for (const LatticePoint p : theme.coverage.points(a)) {
            d.add(p);
        }
    }
    for (const spatial::Label l : theme.coverage.face_labels()) {
        d.add(l);
    }
}

void add_people(Digest &d, const StoreContent &c) {
    for (const OrgRow &o : c.orgs) {
        d.add(o.code, o.name, o.kind);
    }
    for (const PersonRow &p : c.people) {
        d.add(p.code, p.name, p.phone, p.org_code);
    }
    for (const AssignmentRow &a : c.assignments) {
        d.add(a.person_code, a.theme, a.grid_code, a.role, a.primary, a.on_duty, a.from, a.to);
    }
    for (const StaffingRuleRow &r : c.staffing_rules) {
        d.add(r.theme, r.level, r.grid_kind, r.role, r.minimum);
    }
}

void add_points(Digest &d, const StoreContent &c) {
    for (const CameraRow &r : c.cameras) {
        d.add(r.code, r.name, r.kind, r.at, r.azimuth_deg, r.fov_deg, r.range_m, r.height_m, r.online, r.gb_id, r.owner);
        d.add(r.platform, r.channel, r.built_phase, r.boundary_crossing);
    }
    for (const KeySiteRow &r : c.key_sites) {
        d.add(r.code, r.name, r.kind, r.at, r.address, r.responsible, r.phone, r.attention);
    }
    for (const EnterpriseRow &r : c.enterprises) {
        d.add(r.code, r.name, r.credit_code, r.size_class, r.theme, r.grid_code, r.staff, r.guards, r.at);
    }
}

void add_houses(Digest &d, const StoreContent &c) {
    for (const BuildingRow &r : c.buildings) {
        d.add(r.code, r.name, r.address, r.building_use, r.at, r.footprint, r.floors, r.units, r.households, r.residents);
    }
    for (const RentalHouseRow &r : c.rental_houses) {
        d.add(r.code, r.address, r.building_code, r.building_use, r.rental_use, r.hazard, r.let_kind, r.at, r.tenant_count,
              r.last_visit);
    }
    for (const AddressRow &r : c.addresses) {
        d.add(r.code, r.name, r.parent_code, r.street_code, r.building_code, r.kind, r.at);
    }
    for (const ReferenceLineRow &r : c.reference_lines) {
        d.add(r.code, r.name, r.kind, r.line);
    }
}

} // namespace

std::string fingerprint(const StoreContent &content) {
    Digest digest;
    for (const DivisionRow &r : content.divisions) {
        digest.add(r.code, r.name, r.parent_code, r.level, r.local);
    }
    for (const ThemeContent &theme : content.coverages) {
        add_coverage(digest, theme);
    }
    add_people(digest, content);
    add_points(digest, content);
    add_houses(digest, content);
    digest.add(content.valid_from, content.note);
    return digest.hex();
}

} // namespace jingwei::data
