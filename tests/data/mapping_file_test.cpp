#include "data/mapping_file.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"

using namespace jingwei;
using namespace jingwei::data;
using Catch::Matchers::ContainsSubstring;

namespace {

const MappingRules rules{.targets = {"code", "name", "kind"},
                         .values_of = [](const std::string &target) -> std::optional<std::vector<std::string>> {
                             if (target == "kind") {
                                 return std::vector<std::string>{"dome", "ptz_dome"};
                             }
                             return std::nullopt;
                         },
                         .option_fault =
                             [](const std::string &option, const ImportMapping &mapping) {
                                 const bool level = option == "level" && mapping.options.contains("theme");
                                 return level ? "there is no level 'x'; it has street" : "";
                             }};

std::string fault_of(const std::string &text) {
    try {
        static_cast<void>(parse_mapping(text, "m.json", rules));
    } catch (const Error &error) {
        CHECK(error.code() == ErrorCode::bad_data);
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("a mapping file names fields, translations and options") {
    const auto mapping =
        parse_mapping("\xEF\xBB\xBF{\"$key\": \"编号\", \"$frame\": \"gcj02\", \"name\": \"名称\",\n"
                      R"("kind": {"field": "类型", "codes": {"球机": "ptz_dome", "半球": "dome", "": "dome"}}})",
                      "m.json", rules);
    CHECK(mapping.options == std::map<std::string, std::string>{{"key", "编号"}, {"frame", "gcj02"}});
    CHECK(mapping.fields == std::map<std::string, std::string>{{"name", "名称"}, {"kind", "类型"}});
    CHECK(mapping.codes.at("kind") == std::map<std::string, std::string>{{"球机", "ptz_dome"}, {"半球", "dome"}, {"", "dome"}});
}

TEST_CASE("a mapping file at fault is refused with the place in the file") {
    const auto [text, place, reason] = GENERATE(table<std::string, std::string, std::string>({
        {"", "line 1, column 1", "no JSON"},
        {"[1]", "line 1, column 1", "an object"},
        {"{}", "line 1, column 1", "maps nothing"},
        {"{\"name\": \"a\"", "line 1", "no JSON"},
        {"{\"name\": \"a\"} {}", "line 1, column 15", "something follows"},
        {"{\n  \"名\": \"a\"}", "line 2, column 3", "no column '名'; it takes code, name, kind"},
        {"{\"名称\": 1, \"name\": \"a\"}", "line 1, column 2", "no column '名称'"},
        {"{\"name\": \"名\", \"name\": \"b\"}", "line 1, column 15", "'name' comes twice"},
        {"{\"name\": 7}", "line 1, column 10", "a column is the name of a field"},
        {"{\"name\": \"\"}", "line 1, column 10", "is empty"},
        {"{\"$colour\": \"a\"}", "line 1, column 2", "no option '$colour'"},
        {"{\"$key\": true}", "line 1, column 10", "a text in quotes"},
        {"{\"$key\": \"a\", \"$key\": \"b\"}", "line 1, column 15", "comes twice"},
        {"{\"kind\": {\"codes\": {\"a\": \"dome\"}}}", "line 1, column 2", "has no field"},
        {"{\"kind\": {\"field\": \"t\", \"codes\": {}}}", "line 1, column 2", "are empty"},
        {"{\"kind\": {\"field\": \"t\", \"codes\": {\"a\": 3}}}", "line 1, column 40", "a text in quotes"},
        {"{\"kind\": {\"field\": \"t\", \"codes\": {\"a\": \"moon\"}}}", "line 1, column 40", "no code 'moon'; known are dome"},
        {"{\"kind\": {\"field\": \"t\", \"codes\": {\"a\": \"dome\", \"a\": \"dome\"}}}", "line 1, column 48",
         "'a' comes twice"},
        {"{\"kind\": {\"field\": \"t\", \"field\": \"t\"}}", "line 1, column 25", "'field' comes twice"},
        {"{\"kind\": {\"field\": \"t\", \"map\": {}}}", "line 1, column 25", "'map' is unknown here"},
        {"{\"$frame\": \"gcj02\", \"$crs\": \"EPSG:4490\"}", "line 1, column 29", "$frame and $crs both say"},
        {"{\"$crs\": \"EPSG:4490\",\n\"$frame\": \"gcj02\"}", "line 2, column 11", "leave the one or the other out"},
        {"{\"$level\": \"x\", \"$theme\": \"base\"}", "line 1, column 12", "no level 'x'; it has street"},
        {"{\"name\": \"\xff\"}", "line 1", "no JSON"},
    }));
    CAPTURE(text);
    CHECK_THAT(fault_of(text), ContainsSubstring("m.json " + place) && ContainsSubstring(reason));
}

TEST_CASE("a mapping file that is too large is refused before it is read") {
    CHECK_THAT(fault_of(std::string(mapping_file_limit + 1, ' ')), ContainsSubstring("larger than"));
}
