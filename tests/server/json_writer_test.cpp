#include "server/json_writer.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <simdjson.h>

using namespace jingwei::server;

TEST_CASE("objects and arrays get their commas") {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    json.key("a").begin_array().value(1).value(true).null().begin_object().end_object().end_array();
    json.key("b").value_or_null("").key("c").value("x").key("d").value(std::optional<int>());
    json.end_object();
    CHECK(out == R"({"a":[1,true,null,{}],"b":null,"c":"x","d":null})");
}

TEST_CASE("every byte string comes out as JSON text that reads back, broken UTF-8 as U+FFFD") {
    const auto [in, expected] = GENERATE(table<std::string, std::string>({
        {"plain 网格", "plain 网格"},
        {"\"\\/\b\f\n\r\t\x01\x7f", "\"\\/\b\f\n\r\t\x01\x7f"},
        {std::string("a\0b", 3), std::string("a\0b", 3)},
        {"\xff", "\xEF\xBF\xBD"},
        {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xE7\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF0\x9F\x97\xBA", "\xF0\x9F\x97\xBA"},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    }));
    std::string out = "[\"";
    append_json_escaped(out, in);
    out += "\"]";
    simdjson::dom::parser parser;
    const std::string_view back = parser.parse(out).at(0).get_string();
    CHECK(back == expected);
}

TEST_CASE("numbers are shortest, rounded ones have no idle zeros, and what is not finite is null") {
    std::string out;
    JsonWriter json(out);
    json.begin_array().value(104.1736).value(0.1).value(std::numeric_limits<double>::quiet_NaN());
    json.rounded(38.20, 2).rounded(40.0, 2).rounded(-0.0001, 2).rounded(std::numeric_limits<double>::infinity(), 1);
    json.value(std::int64_t{-9223372036854775807}).end_array();
    CHECK(out == "[104.1736,0.1,null,38.2,40,0,null,-9223372036854775807]");
}
