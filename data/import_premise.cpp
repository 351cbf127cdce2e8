#include "data/import_premise.hpp"

#include "data/import_codes.hpp"

#include <algorithm>
#include <unordered_set>

namespace jingwei::data {

namespace {

bool is_same(const Person &a, const Person &b) {
    return a.id == b.id && a.code == b.code && a.name == b.name && a.phone == b.phone && a.org == b.org;
}

template <class Row> bool is_same(const Row &a, const Row &b) {
    return a == b;
}

template <class Row> bool is_same_object(const Row *a, const Row *b) {
    return a == b || (a != nullptr && b != nullptr && is_same(*a, *b));
}

bool is_same_key(const ExternalRefRow *a, const ExternalRefRow *b) {
    return a->source == b->source && a->kind == b->kind && a->external_id == b->external_id && a->code == b->code &&
           a->vanished_at == b->vanished_at;
}

const Person *find_person(const World &world, const std::string &code) {
    const auto person = world.roster->find_person(code);
    return person ? &world.roster->people[*person] : nullptr;
}

const ReferenceLineRow *find_line(const ImportBasis &basis, const std::string &code) {
    const auto line = basis.lines.find(code);
    return line != basis.lines.end() ? &line->second : nullptr;
}

/// Compares what an import found with what there is now.
class PremiseCheck {
  public:
    PremiseCheck(const ImportSink &sink, std::optional<ImportMapping> kept)
        : m_sink(sink), m_kept(std::move(kept)), m_of_refs(sink.request.layer == ImportLayer::external_refs) {
        if (sink.report.source) {
            for (const VanishedObject &object : sink.report.source->vanished) {
                m_vanished.insert(object.code);
            }
        }
        for (const RentalHouseRow &row : sink.content.rental_houses) {
            m_buildings.insert(row.building_code);
        }
        if (m_of_refs) {
            m_refs = sink.sources.keys;
        }
    }

    [[nodiscard]] bool holds(const World &now, const ImportBasis &basis, const std::vector<KeptMapping> &mappings) const {
        return mapping_holds(mappings) &&
               (now.revision == m_sink.world.revision || (objects_hold(now, basis) && basis_holds(basis)));
    }

  private:
    [[nodiscard]] bool mapping_holds(const std::vector<KeptMapping> &mappings) const {
        const auto *now = kept_mapping(m_sink.request, mappings);
        return now == nullptr ? !m_kept : m_kept == *now;
    }

    /// Whether `find` gives the same object of each code then and now.
    template <class Find> [[nodiscard]] bool all_same(const Find &find_then, const Find &find_now) const {
        const auto same = [&](const std::string &code) { return is_same_object(find_then(code), find_now(code)); };
        return std::ranges::all_of(m_sink.seen, same) && std::ranges::all_of(m_vanished, same);
    }

    template <class Row>
    [[nodiscard]] bool layer_holds(const std::shared_ptr<const Layer<Row>> &then,
                                   const std::shared_ptr<const Layer<Row>> &now) const {
        const auto finder = [](const Layer<Row> &layer) {
            return [&layer](const std::string &code) { return layer.find(code); };
        };
        return then == now || all_same(finder(*then), finder(*now));
    }

    [[nodiscard]] bool buildings_hold(const World &now) const {
        return std::ranges::all_of(m_buildings, [&](const std::string &code) {
            return (m_sink.world.buildings->find(code) == nullptr) == (now.buildings->find(code) == nullptr);
        });
    }

    [[nodiscard]] bool objects_hold(const World &now, const ImportBasis &basis) const {
        const World &then = m_sink.world;
        const auto people_of = [](const World &world) {
            return [&world](const std::string &code) { return find_person(world, code); };
        };
        const auto lines_of = [](const ImportBasis &known) {
            return [&known](const std::string &code) { return find_line(known, code); };
        };
        switch (m_sink.request.layer) {
        case ImportLayer::cameras:
            return layer_holds(then.cameras, now.cameras);
        case ImportLayer::key_sites:
            return layer_holds(then.key_sites, now.key_sites);
        case ImportLayer::buildings:
            return layer_holds(then.buildings, now.buildings);
        case ImportLayer::rental_houses:
            return layer_holds(then.rental_houses, now.rental_houses) && buildings_hold(now);
        case ImportLayer::reference_lines:
            return all_same(lines_of(m_sink.basis), lines_of(basis));
        case ImportLayer::people:
            return all_same(people_of(then), people_of(now));
        case ImportLayer::assignments:
        case ImportLayer::roster:
            return then.roster_revision == now.roster_revision && then.edition == now.edition;
        case ImportLayer::grids:
        case ImportLayer::divisions:
        case ImportLayer::staffing_rules:
            return then.edition == now.edition;
        case ImportLayer::external_refs:
            return std::ranges::all_of(m_refs, [&](const ExternalRefRow &ref) { return is_there(now, basis, ref); });
        case ImportLayer::organisations: // which no World holds: planned again
            return false;
        }
        return false;
    }

    [[nodiscard]] static bool is_there(const World &now, const ImportBasis &basis, const ExternalRefRow &ref) {
        const auto layer = layer_of_kind(ref.kind);
        return layer && stored_name(now, basis, *layer, ref.code);
    }

    /// The keys that say which objects the file means, and who else has those.
    [[nodiscard]] std::vector<const ExternalRefRow *> keys_of_file(const ImportBasis &basis) const {
        std::vector<const ExternalRefRow *> keys;
        for (const ExternalRefRow &key : basis.keys) {
            if (m_of_refs || key.source == m_sink.request.source || m_sink.seen.contains(key.code) ||
                m_vanished.contains(key.code)) {
                keys.push_back(&key);
            }
        }
        return keys;
    }

    [[nodiscard]] bool basis_holds(const ImportBasis &basis) const {
        return std::ranges::equal(keys_of_file(m_sink.basis), keys_of_file(basis), is_same_key) &&
               std::ranges::all_of(m_vanished, [&](const std::string &code) {
                   return m_sink.basis.buildings_in_use.contains(code) == basis.buildings_in_use.contains(code);
               });
    }

    const ImportSink &m_sink;
    std::optional<ImportMapping> m_kept;
    bool m_of_refs = false;
    std::vector<ExternalRefRow> m_refs;                      ///< that are written, where the file holds such
    std::unordered_set<std::string> m_vanished, m_buildings; ///< codes
};

} // namespace

Premise premise_of(const ImportSink &sink, std::optional<ImportMapping> kept) {
    const auto check = std::make_shared<const PremiseCheck>(sink, std::move(kept));
    return {.kind = std::string(basis_kind(sink.request)),
            .holds = [check](const World &now, const ImportBasis &basis, const std::vector<KeptMapping> &mappings) {
                return check->holds(now, basis, mappings);
            }};
}

} // namespace jingwei::data
