#include "data/import_layers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

constexpr std::size_t most_pairs = 10;

bool is_mobile(std::string_view phone) {
    return phone.size() == 11 && phone.front() == '1';
}

/// Rows of the file and what of the store has their ids too.
class Twins {
  public:
    explicit Twins(const ImportSink &sink) : m_sink(sink) {}

    void look(const std::string &id, const std::string &code, const std::string &name) {
        const auto claim = m_sink.claimed.find(id);
        if (id.empty() || claim == m_sink.claimed.end() || claim->second.code == code || m_sink.seen.contains(code)) {
            return;
        }
        m_lines.push_back(claim->second.line);
        m_pairs.push_back(fmt::format("{} that of {} {}", claim->second.code, code, name));
    }
    void tell(std::string_view kind, std::string_view what) {
        if (m_pairs.empty()) {
            return;
        }
        const auto first = std::span(m_pairs).first(std::min(most_pairs, m_pairs.size()));
        std::ranges::sort(m_lines);
        m_sink.report.notes.push_back(
            {.kind = std::string(kind),
             .text = fmt::format("{}: {}{}", what, fmt::join(first, ", "), m_pairs.size() > most_pairs ? " …" : ""),
             .lines = std::move(m_lines)});
    }

  private:
    const ImportSink &m_sink;
    std::vector<std::size_t> m_lines;
    std::vector<std::string> m_pairs;
};

} // namespace

void claim_gb_id(ImportSink &sink, ImportRow &row, const CameraRow &camera) {
    if (camera.gb_id.empty() || !row.has("gb_id") || !row.sound()) {
        return;
    }
    const auto [first, fresh] = sink.claimed.try_emplace(camera.gb_id, ClaimedId{row.line(), camera.code});
    if (!fresh) {
        row.refuse(fmt::format("gb_id '{}' comes twice in this file (line {}): each camera has its own GB/T 28181 id",
                               camera.gb_id, first->second.line));
    }
}

void claim_mobile(ImportSink &sink, std::size_t line, const PersonRow &person) {
    if (!is_mobile(person.phone)) {
        return;
    }
    const auto [first, fresh] = sink.claimed.try_emplace(person.phone, ClaimedId{line, person.code});
    if (!fresh && first->second.code != person.code) {
        sink.shared_lines.insert({first->second.line, line});
    }
}

void note_twins(ImportSink &sink) {
    if (sink.claimed.empty()) {
        return;
    }
    Twins twins(sink);
    if (sink.request.layer == ImportLayer::cameras) {
        const auto &rows = sink.world.cameras->rows;
        for (std::size_t slot = 0; slot < rows.size(); ++slot) {
            const CameraRow &camera = rows[slot];
            // what sources bring is offered for merging, but not with what the same source had before
            if (camera.id != 0 && (sink.keys == nullptr || sink.keys->has(camera.code))) {
                twins.look(camera.gb_id, camera.code, camera.name);
            }
        }
        return twins.tell("same_gb_id", "cameras here have the GB/T 28181 id of rows (one camera? then jingwei merge)");
    }
    const auto &people = sink.world.roster->people;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const Person &person = people[i];
        twins.look(person.phone, person.code, person.name);
    }
    twins.tell("same_phone", "new mobiles belong to other people already (one person?)");
    if (!sink.shared_lines.empty()) {
        sink.report.notes.push_back({.kind = "same_phone",
                                     .text = "different people share a mobile within this file",
                                     .lines = {sink.shared_lines.begin(), sink.shared_lines.end()}});
    }
}

} // namespace jingwei::data
