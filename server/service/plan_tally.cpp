#include "server/service/plan_tally.hpp"

namespace jingwei::server {

using spatial::Label;
using spatial::LatticePoint;

void UnitTally::add(const UnitTally &more) {
    cameras += more.cameras;
    key_sites += more.key_sites;
    rental_houses += more.rental_houses;
    buildings += more.buildings;
    households += more.households;
    residents += more.residents;
}

const std::string &object_code(const data::World &world, std::size_t layer, std::uint32_t slot) {
    const std::string *code = nullptr;
    for_each_counted_layer(world, [&](std::size_t number, const auto &rows) {
        if (number == layer) {
            code = &rows.rows[slot].code;
        }
    });
    return *code;
}

PlanTally::PlanTally(data::WorldPtr world, const data::ThemeWorld &theme) : m_world(std::move(world)) {
    for_each_counted_layer(*m_world, [&](std::size_t number, const auto &layer) {
        std::vector<LatticePoint> places;
        std::vector<std::uint32_t> slots;
        for (std::size_t chunk = 0; chunk < layer.points.chunk_count(); ++chunk) {
            for (const auto &entry : layer.points.chunk(chunk)) {
                places.push_back(entry.at);
                slots.push_back(entry.slot);
            }
        }
        std::vector<Label> owners(places.size());
        if (theme.locator != nullptr) { // a theme without grids may have none
            theme.locator->locate(places, owners);
        }
        m_owners.at(number).assign(layer.rows.size(), spatial::no_label);
        for (std::size_t i = 0; i < slots.size(); ++i) {
            m_owners.at(number)[slots[i]] = owners[i];
            count(number, slots[i], owners[i], 1);
        }
    });
}

std::vector<Moved> PlanTally::follow(std::span<const spatial::LatticeBox> boxes, const OwnerAt &owner_at) {
    std::vector<Moved> moved;
    for_each_counted_layer(*m_world, [&](std::size_t number, const auto &layer) {
        for (const auto &box : boxes) {
            layer.points.for_each_in_box(box, [&](const spatial::PointEntry &entry) {
                const Moved change{number, entry.slot, m_owners.at(number)[entry.slot], owner_at(entry.at)};
                if (change.from != change.to) {
                    move(change);
                    moved.push_back(change);
                }
            });
        }
    });
    return moved;
}

void PlanTally::move(const Moved &moved) {
    m_owners.at(moved.layer)[moved.slot] = moved.to;
    count(moved.layer, moved.slot, moved.from, -1);
    count(moved.layer, moved.slot, moved.to, 1);
}

void PlanTally::count(std::size_t layer, std::uint32_t slot, Label unit, int by) {
    if (unit >= m_sums.size()) {
        m_sums.resize(std::size_t{unit} + 1);
    }
    UnitTally &sums = m_sums[unit];
    switch (layer) {
    case 0:
        sums.cameras += by;
        return;
    case 1:
        sums.key_sites += by;
        return;
    case 2:
        sums.rental_houses += by;
        return;
    default: {
        const auto &building = m_world->buildings->rows[slot];
        sums.buildings += by;
        sums.households += by * building.households.value_or(0);
        sums.residents += by * building.residents.value_or(0);
    }
    }
}

} // namespace jingwei::server
