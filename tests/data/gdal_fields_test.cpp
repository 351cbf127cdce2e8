#include "data/gdal_description.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;
using Texts = std::vector<std::string>;
using Row = std::map<std::string, std::string>;

namespace {

/// A file in a folder of its own, and its rows by the names of their fields.
class Sample {
  public:
    Sample(const std::string &name, const std::string &bytes) : m_path(m_folder.path() / name) { write_bytes(m_path, bytes); }
    [[nodiscard]] GdalRequest request() const { return file_request(m_path); }
    [[nodiscard]] std::vector<Row> rows() const {
        GdalStream stream(request());
        std::vector<Row> rows;
        while (const auto feature = stream.next()) {
            Row row;
            for (std::size_t i = 0; i < feature->values.size(); ++i) {
                row[stream.header().fields.at(i)] = feature->values[i].value_or("-");
            }
            rows.push_back(std::move(row));
        }
        return rows;
    }

  private:
    ScratchFolder m_folder;
    std::filesystem::path m_path;
};

std::string kml_of(const std::string &data) {
    return R"(<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>)"
           "<name>门一</name><ExtendedData>" +
           data + "</ExtendedData><Point><coordinates>104,36</coordinates></Point></Placemark></Document></kml>";
}

std::string data_of(const std::string &name, const std::string &value) {
    return "<Data name=\"" + name + "\"><value>" + value + "</value></Data>";
}

std::string feature(const std::string &members) {
    return R"({"type":"Feature",)" + members + R"(,"geometry":{"type":"Point","coordinates":[104,36]}})";
}

std::string collection(const std::string &features) {
    return R"({"type":"FeatureCollection","id":"all","features":[)" + features + "]}";
}

std::vector<std::string> described_fields(const GdalRequest &request) {
    std::vector<std::string> names;
    const auto layers = describe_file(request);
    for (const auto &field : layers.at(0).fields) {
        names.push_back(field.name);
    }
    return names;
}

bool holds(const std::vector<std::string> &names, const std::string &name) {
    return std::ranges::find(names, name) != names.end();
}

} // namespace

TEST_CASE("extended data of a KML keep their Chinese names, two of one length too") {
    const GdalTool tool;
    const Sample file("a.kml", kml_of(data_of("编码", "M1") + data_of("类型", "球机") + data_of("所属单位", "公安") +
                                      data_of("code2", "Z1") + data_of("a-b", "1") + data_of("a.b", "2")));
    const auto rows = file.rows();
    REQUIRE(rows.size() == 1);
    for (const auto &[name, value] : Row{{"编码", "M1"},
                                         {"类型", "球机"},
                                         {"所属单位", "公安"},
                                         {"code2", "Z1"},
                                         {"a-b", "1"},
                                         {"a.b", "2"},
                                         {"Name", "门一"}}) {
        CAPTURE(name);
        CHECK(rows[0].at(name) == value);
    }
    const auto described = described_fields(file.request());
    CHECK(holds(described, "编码"));
    CHECK(holds(described, "类型"));
}

TEST_CASE("names of extended data are read as XML writes them, and texts that look like them stay") {
    const GdalTool tool;
    const auto rows = Sample("a.kml", kml_of("<!-- <Data name=\"类型\"> --><Data\n id='1' name = '&#32534;码&amp;'>"
                                             "<value><![CDATA[<Data name=\"类型\">]]></value></Data>" +
                                             data_of("jwname00", "x")))
                          .rows();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].at("编码&") == "<Data name=\"类型\">");
    CHECK(rows[0].at("jwname00") == "x");
}

TEST_CASE("the id of a GeoJSON feature is a field, whether a number or a text") {
    const GdalTool tool;
    const Sample numbers("a.geojson", collection(feature(R"("id":9,"properties":{"kind":"dome"})") + "," +
                                                 feature(R"("id":7,"properties":{"kind":"dome"})") + "," +
                                                 feature(R"("properties":{"kind":"{\"id\":5}"})")));
    const auto rows = numbers.rows();
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].at("id") == "9");
    CHECK(rows[1].at("id") == "7");
    CHECK(rows[2].at("id") == "-");
    CHECK(described_fields(numbers.request()) == Texts{"kind", "id"});
    const auto mixed = Sample("a.geojson", collection(feature(R"("properties":{"kind":"dome"},"id":7)") + "," +
                                                      feature(R"("id":"x9","properties":{"kind":"dome"})")))
                           .rows();
    CHECK(mixed.at(0).at("id") == "7");
    CHECK(mixed.at(1).at("id") == "x9");
    CHECK(Sample("a.geojson", feature(R"("id":3,"properties":{"kind":"dome"})")).rows().at(0).at("id") == "3");
}

TEST_CASE("a GeoJSON without ids, or with a property of that name, gets no field more") {
    const GdalTool tool;
    CHECK(described_fields(Sample("a.geojson", collection(feature(R"("properties":{"kind":"dome"})"))).request()) ==
          Texts{"kind"});
    CHECK(described_fields(Sample("a.geojson", collection(feature(R"("properties":{"o":{"id":1}})"))).request()) == Texts{"o"});
    const auto rows = Sample("a.geojson", collection(feature(R"("id":7,"properties":{"id":"own"})"))).rows();
    CHECK(rows.at(0) == Row{{"id", "own"}});
}

TEST_CASE("a list in a GeoJSON is its items") {
    const GdalTool tool;
    const auto rows =
        Sample("a.geojson", collection(feature(R"("properties":{"t":["a","乙"],"n":[1,20],"r":[1.5,2],"m":["a",1],"e":[]})") +
                                       "," + feature(R"("properties":{"t":"c","n":5,"o":{"a":1}})")))
            .rows();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].at("t") == "a、乙");
    CHECK(rows[0].at("n") == "1、20");
    CHECK(rows[0].at("r") == "1.5、2");
    CHECK(rows[0].at("m") == "a、1");
    CHECK(rows[0].at("e") == "-");
    CHECK(rows[1].at("t") == "c");
    CHECK(rows[1].at("n") == "5");
    CHECK_THAT(rows[1].at("o"), ContainsSubstring("\"a\""));
}

TEST_CASE("a GeoJSON that was cut short says so, and where") {
    const GdalTool tool;
    const auto whole = collection(feature(R"("properties":{"code":"A"})") + "," + feature(R"("properties":{"code":"B"})"));
    const auto second = whole.find("\"B\"");
    for (const auto length : {second, second + 1, second + 30}) {
        CAPTURE(length);
        CHECK_THAT(refusal(Sample("a.geojson", whole.substr(0, length)).request()),
                   ContainsSubstring("'a.geojson' ends in the middle of feature 2") && ContainsSubstring("ask for it anew"));
    }
    CHECK_THAT(refusal(Sample("a.geojson", whole.substr(0, whole.size() - 1)).request()),
               ContainsSubstring("ends before its last bracket"));
    CHECK_THAT(refusal(Sample("a.geojson", "Dear reader").request()), !ContainsSubstring("ends "));
}

TEST_CASE("a KML whose place has one name of data twice is refused with its line") {
    const GdalTool tool;
    const Sample twice("a.kml", kml_of(data_of("电话", "1") + "\n" + data_of("电话", "2")));
    CHECK_THAT(refusal(twice.request()),
               ContainsSubstring("cannot be taken: line 2: the place has '电话' twice; keep the right one"));
    CHECK(Sample("a.kml", kml_of(data_of("电话", "1") + data_of("电话2", "2"))).rows().size() == 1);
}
