#include "server/service/hand_over.hpp"

#include "data/export_values.hpp"
#include "data/import_values.hpp"
#include "data/roster.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::LayerColumn;
using enum data::ColumnKind;

constexpr LayerColumn column(std::string_view name, data::ColumnKind kind, std::string_view heading) {
    return {.name = name, .short_name = {}, .kind = kind, .list = {}, .heading = heading, .example = {}, .explanation = {}};
}

constexpr std::array object_columns{column("layer", text, "图层"),
                                    column("code", code, "编码"),
                                    column("name", text, "名称"),
                                    column("from_grid", code, "原网格"),
                                    column("from_grid_name", text, "原网格名称"),
                                    column("to_grid", code, "现网格"),
                                    column("to_grid_name", text, "现网格名称"),
                                    column("from_person", code, "移交人编码"),
                                    column("from_person_name", text, "移交人"),
                                    column("from_person_phone", phone, "移交人电话"),
                                    column("to_person", code, "接收人编码"),
                                    column("to_person_name", text, "接收人"),
                                    column("to_person_phone", phone, "接收人电话"),
                                    column("households", whole, "户数"),
                                    column("residents", whole, "人口")};

constexpr std::array grid_columns{column("code", code, "编码"),
                                  column("name", text, "名称"),
                                  column("level", text, "层级"),
                                  column("change", text, "变化"),
                                  column("attributes", text, "变化的属性"),
                                  column("area_before_m2", number, "原面积平方米"),
                                  column("area_m2", number, "现面积平方米"),
                                  column("won_m2", number, "划入平方米"),
                                  column("lost_m2", number, "划出平方米"),
                                  column("person_before", text, "原责任人"),
                                  column("person", text, "现责任人")};

constexpr std::array person_columns{column("person", code, "人员编码"), column("name", text, "姓名"),
                                    column("phone", phone, "电话")};

/// A word of a layer for people.
std::string_view layer_in_chinese(std::string_view layer) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> words{
        {{"buildings", "建筑"}, {"rental_houses", "出租房屋"}, {"cameras", "摄像头"}, {"key_sites", "重点场所"}}};
    const auto found = std::ranges::find(words, layer, &std::pair<std::string_view, std::string_view>::first);
    return found == words.end() ? layer : found->second;
}

/// A table's columns, which live while it is written: those of the list with the headings wanted, and counts of layers.
class Table {
  public:
    Table(std::string name, std::span<const LayerColumn> columns, Headings headings)
        : m_headings(headings), m_columns(columns.begin(), columns.end()) {
        m_head.layer = std::move(name);
    }
    /// Columns of what is won and lost: `won_buildings` …, households and residents.
    void add_counts(const DiffRights &rights) {
        for (const auto &[prefix, chinese] : {std::pair("won_", "接收"), std::pair("lost_", "移交")}) {
            for (const auto &layer : handed_layer_names()) {
                if (rights.command || !layer.needs_command) {
                    add(fmt::format("{}{}", prefix, layer.name), fmt::format("{}{}", chinese, layer_in_chinese(layer.name)));
                }
            }
            if (rights.in_full) {
                add(fmt::format("{}households", prefix), fmt::format("{}户数", chinese));
                add(fmt::format("{}residents", prefix), fmt::format("{}人口", chinese));
            }
        }
    }
    void begin(data::TableSink &sink) {
        for (auto &each : m_columns) {
            each.name = m_headings == Headings::chinese ? each.heading : each.name;
            m_head.columns.push_back(&each);
        }
        sink.begin(m_head);
    }

  private:
    void add(std::string name, std::string heading) {
        const auto &words =
            m_words.emplace_back(std::make_unique<std::pair<std::string, std::string>>(std::move(name), std::move(heading)));
        m_columns.push_back(column(words->first, whole, words->second));
    }
    Headings m_headings;
    std::vector<LayerColumn> m_columns;
    std::vector<std::unique_ptr<std::pair<std::string, std::string>>> m_words;
    data::TableHead m_head;
};

/// The values of a row, guarded.
class Row {
  public:
    Row &text(std::string_view value) {
        m_row.values.push_back(value.empty() ? std::nullopt : std::optional(data::guarded_text(value)));
        return *this;
    }
    Row &whole(std::optional<std::int64_t> value) {
        m_row.values.push_back(value ? std::optional(fmt::to_string(*value)) : std::nullopt);
        return *this;
    }
    Row &rounded(double value) {
        std::string digits;
        data::append_decimal(digits, value, 1);
        m_row.values.emplace_back(std::move(digits));
        return *this;
    }
    Row &person(const EditionDiff &diff, PersonIndex who, const DiffRights &rights) {
        if (!who) {
            return text({}).text({}).text({});
        }
        const auto &person = diff.world->roster->people[*who];
        return text(person.code).text(person.name).text(rights.in_full ? person.phone : person.phone_masked);
    }
    Row &counts(const HandedCounts &counts, const DiffRights &rights) {
        const auto names = handed_layer_names();
        for (std::size_t layer = 0; layer < names.size(); ++layer) {
            if (rights.command || !names.at(layer).needs_command) {
                whole(counts.objects.at(layer));
            }
        }
        return rights.in_full ? whole(counts.households).whole(counts.residents) : *this;
    }
    [[nodiscard]] const data::TableRow &row() const { return m_row; }

  private:
    data::TableRow m_row;
};

std::string name_of(const EditionDiff &diff, PersonIndex person) {
    return person ? diff.world->roster->people[*person].name : "";
}

std::string_view change_name(GridDiff::Change change, Headings headings) {
    const bool words = headings == Headings::words;
    switch (change) {
    case GridDiff::Change::created:
        return words ? "new" : "新设";
    case GridDiff::Change::gone:
        return words ? "gone" : "撤销";
    case GridDiff::Change::changed:
        break;
    }
    return words ? "changed" : "调整";
}

} // namespace

void write_handed_objects(const EditionDiff &diff, const DiffRights &rights, Headings headings, data::TableSink &sink) {
    Table table(headings == Headings::words ? hand_over_table : "移交对象", object_columns, headings);
    table.begin(sink);
    const auto names = handed_layer_names();
    for (const HandedObject &object : diff.objects) {
        const auto &layer = names.at(object.layer);
        if (layer.needs_command && !rights.command) {
            continue;
        }
        Row row;
        row.text(headings == Headings::words ? layer.name : layer_in_chinese(layer.name)).text(object.code);
        row.text(layer.title_needs_key && !rights.in_full ? std::string_view() : object.title);
        row.text(object.from).text(object.from_name).text(object.to).text(object.to_name);
        row.person(diff, object.from_person, rights).person(diff, object.to_person, rights);
        row.whole(rights.in_full ? object.households : std::nullopt).whole(rights.in_full ? object.residents : std::nullopt);
        sink.add(row.row());
    }
}

void write_grid_changes(const EditionDiff &diff, const DiffRights &rights, Headings headings, data::TableSink &sink) {
    Table table(headings == Headings::words ? "grids" : "网格变化", grid_columns, headings);
    table.add_counts(rights);
    table.begin(sink);
    for (const GridDiff &grid : diff.grids) {
        std::string attributes = grid.ground ? "ground" : "";
        for (const auto attribute : grid.attributes) {
            attributes += fmt::format("{}{}", attributes.empty() ? "" : " ", attribute);
        }
        Row row;
        row.text(grid.code).text(grid.name).text(grid.level).text(change_name(grid.change, headings)).text(attributes);
        row.rounded(grid.area_before_m2).rounded(grid.area_m2).rounded(grid.won_m2).rounded(grid.lost_m2);
        row.text(name_of(diff, grid.person_before)).text(name_of(diff, grid.person));
        row.counts(grid.won, rights).counts(grid.lost, rights);
        sink.add(row.row());
    }
}

void write_people_changes(const EditionDiff &diff, const DiffRights &rights, Headings headings, data::TableSink &sink) {
    Table table(headings == Headings::words ? "people" : "人员增减", person_columns, headings);
    table.add_counts(rights);
    table.begin(sink);
    for (const PersonDiff &person : diff.people) {
        Row row;
        row.person(diff, person.person, rights).counts(person.won, rights).counts(person.lost, rights);
        sink.add(row.row());
    }
}

void write_hand_over(const EditionDiff &diff, const DiffRights &rights, bool workbook, data::TableSink &sink) {
    const auto headings = workbook ? Headings::chinese : Headings::words;
    write_handed_objects(diff, rights, headings, sink);
    if (workbook) {
        write_grid_changes(diff, rights, headings, sink);
        write_people_changes(diff, rights, headings, sink);
    }
    sink.finish();
}

} // namespace jingwei::server
