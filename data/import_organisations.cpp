#include "data/import_fill.hpp"
#include "data/text_form.hpp"

#include <fmt/format.h>

namespace jingwei::data {

namespace {

constexpr std::ptrdiff_t longest_code = 32;

/// People name an organisation by any short text, so its code may be its name.
std::string code_of(ImportSink &sink, ImportRow &row) {
    auto code = row.text("code");
    if (code.empty()) {
        row.refuse("it has no code");
    } else if (count_characters(code) > longest_code) {
        row.refuse(fmt::format("its code has more than {} characters", longest_code));
    } else if (!sink.seen.insert(code).second) {
        row.refuse(fmt::format("the code '{}' comes twice in this file", code));
    }
    return code;
}

} // namespace

void take_organisation(ImportSink &sink, ImportRow &row) {
    const auto code = code_of(sink, row);
    const auto old = sink.organisations.find(code);
    const bool known = old != sink.organisations.end();
    OrgRow record = known ? old->second : OrgRow{.code = code, .name = {}, .kind = {}};
    fill(row, "name", record.name);
    if (record.name.empty()) {
        record.name = code; // as where a roster names it in passing
    }
    fill_listed(sink, row, "kind", "org_kind", record.kind);
    if (!row.sound()) {
        return;
    }
    if (known && record.name == old->second.name && record.kind == old->second.kind) {
        ++sink.report.unchanged;
        return;
    }
    ++(known ? sink.report.changed : sink.report.added);
    sink.content.orgs.push_back(std::move(record));
}

} // namespace jingwei::data
