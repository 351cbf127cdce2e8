#include "data/wkb.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"
#include "tests/support/zip_file.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;
using Texts = std::vector<std::string>;

namespace {

// 网格 in GBK
const std::string grids_gbk = "\xCD\xF8\xB8\xF1";

const std::string placemark =
    "<Placemark><name>一</name><ExtendedData><Data name=\"code\"><value>0990</value></Data></ExtendedData>"
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>104,36,5 104.1,36,5 104.1,36.1,5 104,36,5"
    "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>";

std::string kml(const std::string &inside, const std::string &encoding = "UTF-8", const std::string &prolog = "") {
    return "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?>\n" + prolog +
           "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>d</name>" + inside + "</Document></kml>";
}

/// A drawing's group codes and values, one pair a line pair.
std::string dxf(const std::string &version, const std::string &entities) {
    return "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\n" + version +
           "\n9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n" + entities + "0\nENDSEC\n0\nEOF\n";
}

std::string polyline(const std::string &layer, bool closed) {
    return "0\nLWPOLYLINE\n5\n2A\n8\n" + layer + "\n100\nAcDbEntity\n100\nAcDbPolyline\n90\n3\n70\n" + (closed ? "1" : "0") +
           "\n10\n104\n20\n36\n10\n104.1\n20\n36\n10\n104.1\n20\n36.1\n";
}

std::string label(const std::string &layer, const std::string &text) {
    return "0\nTEXT\n8\n" + layer + "\n10\n104.08\n20\n36.02\n40\n1\n1\n" + text + "\n";
}

/// A file in a folder of its own.
class OneFile {
  public:
    OneFile(const std::string &name, const std::string &bytes) : m_path(m_folder.path() / name) { write_bytes(m_path, bytes); }
    [[nodiscard]] GdalRequest request() const { return file_request(m_path); }
    [[nodiscard]] GdalRequest drawing(const std::string &layer, bool outlines) const {
        auto request = file_request(m_path, layer);
        request.frame = "cgcs2000";
        request.outlines = outlines;
        return request;
    }

  private:
    ScratchFolder m_folder;
    std::filesystem::path m_path;
};

} // namespace

TEST_CASE("a KML arrives with the data of its places, in UTF-8, UTF-16 or GBK") {
    const GdalTool tool;
    const auto text = kml("<Folder><name>f</name>" + placemark + "</Folder><Folder><name>empty</name></Folder>");
    const OneFile file("a.kml", text);
    GdalStream stream(file.request());
    CHECK(stream.header().layer == "f");
    CHECK(stream.header().format == "LIBKML");
    const auto place = stream.next();
    REQUIRE(place);
    const auto column = std::ranges::find(stream.header().fields, "code") - stream.header().fields.begin();
    CHECK(place->values.at(static_cast<std::size_t>(column)) == "0990");
    CHECK(place->values.at(0) == "一");
    CHECK(read_wkb(place->wkb.value()).parts.at(0).at(0).at(1) == spatial::LonLat{104.1, 36});
}

TEST_CASE("a KML whose texts are in GBK is read as it says, or as the user says") {
    const GdalTool tool;
    const std::string place =
        "<Placemark><name>" + grids_gbk + "</name><Point><coordinates>104,36</coordinates></Point></Placemark>";
    CHECK(read_all(OneFile("a.kml", kml(place, "GB2312")).request()).at(0).values.at(0) == "网格");
    const OneFile lying("a.kml", kml(place, "UTF-8"));
    CHECK_THAT(refusal(lying.request()), ContainsSubstring("says that it is UTF-8 and is not; say --encoding GBK"));
    auto request = lying.request();
    request.encoding = "GBK";
    CHECK(read_all(request).at(0).values.at(0) == "网格");
}

TEST_CASE("a KML that declares a document type, or holds nothing but links, is refused") {
    const GdalTool tool;
    const std::string bomb = R"(<!-- <kml> --><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>)";
    CHECK_THAT(refusal(OneFile("a.kml", kml(placemark, "UTF-8", bomb)).request()), ContainsSubstring("DOCTYPE"));
    const std::string link = "<NetworkLink><Link><href>http://127.0.0.1:9/a.kml</href></Link></NetworkLink>";
    CHECK_THAT(refusal(OneFile("a.kml", kml(link)).request()), ContainsSubstring("NetworkLink"));
    CHECK(read_all(OneFile("a.kml", kml(link + placemark)).request()).size() == 1);
    CHECK_THAT(refusal(OneFile("a.kml", "<kml><Document>").request()), ContainsSubstring("no sound XML: line 1"));
}

TEST_CASE("a KMZ is unpacked by us and its doc.kml taken") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto file = folder.path() / "a.kmz";
    write_zip(file, {{"doc.kml", kml(placemark)}, {"files/other.kml", kml("")}, {"files/icon.png", "x"}});
    CHECK(read_all(file_request(file)).size() == 1);
    write_zip(file, {{"places.kml", kml(placemark)}});
    CHECK(read_all(file_request(file)).size() == 1);
    const std::string links = "<NetworkLink><Link><href>layers/grids.kml</href></Link></NetworkLink>";
    write_zip(file, {{"doc.kml", kml(links)}, {"layers/grids.kml", kml(placemark)}, {"layers/other.kml", kml("")}});
    CHECK(read_all(file_request(file, "grids")).size() == 1);
    CHECK_THAT(refusal(file_request(file)), ContainsSubstring("2 files to import (grids.kml, other.kml)"));
    write_zip(file, {{"../doc.kml", kml(placemark)}});
    CHECK_THAT(refusal(file_request(file)), ContainsSubstring("plain names"));
}

TEST_CASE("a drawing needs a coordinate system from the user, and its texts follow its code page") {
    const GdalTool tool;
    const OneFile file("a.dxf", dxf("AC1015", polyline(grids_gbk, true) + label(grids_gbk, grids_gbk + "\\U+4E00")));
    CHECK_THAT(refusal(file.request()), ContainsSubstring("--crs EPSG:n"));
    const auto entities = read_all(file.drawing("", false));
    REQUIRE(entities.size() == 2);
    CHECK(entities[0].values.at(0) == "网格");
    CHECK(entities[1].values.back() == "网格一");
    const OneFile modern("a.dxf", dxf("AC1032", label("0", "网格")));
    CHECK(read_all(modern.drawing("", false)).at(0).values.back() == "网格");
}

TEST_CASE("closed lines of a drawing are outlines with the text that lies in them") {
    const GdalTool tool;
    const OneFile file("a.dxf", dxf("AC1015", polyline("G", true) + label("T", "990101") + polyline("R", false)));
    const auto outlines = read_all(file.drawing("G", true));
    REQUIRE(outlines.size() == 1);
    CHECK(read_wkb(outlines[0].wkb.value()).kind == ShapeKind::polygon);
    CHECK(outlines[0].values.back() == "990101");
    CHECK(read_wkb(read_all(file.drawing("G", false)).at(0).wkb.value()).kind == ShapeKind::line);
    CHECK_THAT(refusal(file.drawing("R", true)),
               ContainsSubstring("layer 'R' holds no closed outline (0 closed outlines, 1 open "
                                 "lines, 0 points or texts)"));
    CHECK_THAT(refusal(file.drawing("", true)),
               ContainsSubstring("several layers: 'G' (1 closed outlines") && ContainsSubstring("--source-layer"));
    CHECK_THAT(refusal(file.drawing("X", true)), ContainsSubstring("no layer 'X'"));
}

TEST_CASE("a hatch has no text of its own but the one that lies in it, not the name of its pattern") {
    const GdalTool tool;
    const std::string hatch =
        "0\nHATCH\n5\n2B\n8\nG\n100\nAcDbEntity\n100\nAcDbHatch\n10\n0\n20\n0\n30\n0\n210\n0\n220\n0\n230\n1\n2\n"
        "SOLID\n70\n1\n71\n0\n91\n1\n92\n2\n72\n0\n73\n1\n93\n4\n10\n104\n20\n36\n10\n104.1\n20\n36\n10\n104.1\n20\n"
        "36.1\n10\n104\n20\n36.1\n97\n0\n75\n0\n76\n1\n98\n0\n";
    const OneFile file("a.dxf", dxf("AC1015", hatch + label("T", "990101")));
    const auto outlines = read_all(file.drawing("G", true));
    REQUIRE(outlines.size() == 1);
    CHECK(outlines[0].values.back() == "990101");
    CHECK(read_all(OneFile("b.dxf", dxf("AC1015", hatch)).drawing("G", true)).at(0).values.back() == std::nullopt);
}

TEST_CASE("blocks that insert each other endlessly often are refused before they are drawn") {
    const GdalTool tool;
    const auto insert = [](const std::string &block, const std::string &more = "") {
        return "0\nINSERT\n8\n0\n2\n" + block + "\n10\n1\n20\n1\n" + more;
    };
    const auto drawing = [](const std::string &blocks, const std::string &entities) {
        return "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n" + blocks +
               "0\nENDSEC\n0\nSECTION\n2\nENTITIES\n" + entities + "0\nENDSEC\n0\nEOF\n";
    };
    const auto block = [](const std::string &name, const std::string &content) {
        return "0\nBLOCK\n8\n0\n2\n" + name + "\n70\n0\n10\n0\n20\n0\n" + content + "0\nENDBLK\n";
    };
    const std::string line = "0\nLINE\n8\n0\n10\n104\n20\n36\n11\n104.1\n21\n36.1\n";
    const auto nested = [&](int depth, int times) {
        std::string blocks = block("B0", line);
        for (int d = 1; d < depth; ++d) {
            std::string content;
            for (int i = 0; i < times; ++i) {
                content += insert("B" + std::to_string(d - 1));
            }
            blocks += block("B" + std::to_string(d), content);
        }
        return drawing(blocks, insert("B" + std::to_string(depth - 1)));
    };
    const OneFile sound("a.dxf", nested(3, 3));
    CHECK(read_all(sound.drawing("", false)).size() == 1); // an insertion is a row, with its nine lines
    CHECK_THAT(refusal(OneFile("b.dxf", nested(11, 10)).drawing("", false)),
               ContainsSubstring("the block 'B6' of the drawing comes to 1000000 entities") &&
                   ContainsSubstring("200000 are the most"));
    CHECK_THAT(refusal(OneFile("c.dxf", nested(100, 1)).drawing("", false)), ContainsSubstring("more than 64 deep"));
    CHECK_THAT(refusal(OneFile("d.dxf", drawing(block("B", line), insert("B", "70\n2000\n71\n1000\n"))).drawing("", false)),
               ContainsSubstring("2000000 entities"));
    std::string often;
    for (int i = 0; i < 31; ++i) {
        often += insert("B", "70\n1000\n71\n100\n");
    }
    CHECK_THAT(refusal(OneFile("f.dxf", drawing(block("B", line), often)).drawing("", false)),
               ContainsSubstring("3100001 entities") && ContainsSubstring("divide the drawing"));
    const auto loop = drawing(block("A", line + insert("B")) + block("B", insert("A")), insert("A") + line);
    CHECK_THAT(refusal(OneFile("e.dxf", loop).drawing("", false)), !ContainsSubstring("entities"));
}

TEST_CASE("two texts in one outline name it neither way") {
    const GdalTool tool;
    const OneFile file("a.dxf", dxf("AC1015", polyline("G", true) + label("T", "1") + label("T", "2")));
    CHECK(read_all(file.drawing("G", true)).at(0).values.back() == std::nullopt);
}

TEST_CASE("a CSV is read with any of the separators and marks that spreadsheets write") {
    const GdalTool tool;
    const std::string bom = "\xEF\xBB\xBF";
    const auto table_gbk = "code,name\n0990," + grids_gbk + "\n";
    for (const std::string &bytes :
         {bom + "code,name\r\n0990,网格\r\n", bom + "code;name\n0990;网格\n", std::string("code\tname\n0990\t网格\n"),
          std::string("code|name\r\n0990|网格\r\n"), bom + "code|name\n\n=\"0990\"|\"网格\"",
          "code|name\n0990|" + grids_gbk + "\n", std::string("code,name\n=\"0990\",网格\n"), table_gbk, bom + table_gbk}) {
        CAPTURE(bytes);
        const OneFile file("a.csv", bytes);
        GdalStream stream(file.request());
        CHECK(stream.header().fields == Texts{"code", "name"});
        CHECK(values_of(stream.next().value()) == Texts{"0990", "网格"});
    }
}

TEST_CASE("a CSV with bars keeps commas, quotes, empty values and its lines, in GBK too") {
    const GdalTool tool;
    // the second byte of the last character is a bar
    const OneFile file("a.csv", "code|name|kind\nA|a, \"\"b|\n\n|\"two\nlines|\"|x\nC|\x81||\n");
    const auto rows = read_all(file.request());
    REQUIRE(rows.size() == 3);
    CHECK(values_of(rows[0]) == Texts{"A", "a, \"\"b", ""});
    CHECK(values_of(rows[1]) == Texts{"", "two\nlines|", "x"});
    CHECK(rows[1].line == 4);
    CHECK(values_of(rows[2]).at(1) == "\u4E85");
    CHECK(rows[2].line == 6);
}

TEST_CASE("a line that is too long for its reader is refused, also where it is the first row") {
    const GdalTool tool;
    const std::string header = "code,name,lon,lat\n", row = "A1,a,104.1,36.5\n";
    const std::string longest = "A2," + std::string(9'990'000, 'x') + ",104.2,36.5\n";
    CHECK_THAT(refusal(OneFile("a.csv", header + longest + row).request()),
               ContainsSubstring("line 2 has 9990014 bytes; more than 9990000 are not read"));
    CHECK_THAT(refusal(OneFile("a.csv", header + row + longest).request()), ContainsSubstring("line 3 has"));
}

TEST_CASE("a quote that is not closed is refused with the line where it opens") {
    const GdalTool tool;
    const std::string head = "code,kind,lon,lat,name\nZ1,dome,104.17,36.54,\"a \"\"b\"\"\"\n";
    const auto said = [&](const std::string &rows) { return refusal(OneFile("a.csv", head + rows).request()); };
    const auto to_the_end = said("Z2,dome,104.17,36.54,\"b\nZ3,dome,104.17,36.54,c\n");
    CHECK_THAT(to_the_end, ContainsSubstring("line 3: a quote") && ContainsSubstring("is not closed"));
    // another row's quote closes it
    CHECK_THAT(said("Z2,dome,104.17,36.54,\"b\nZ3,dome,104.17,36.54,\"c\"\n"), ContainsSubstring("line 3: a quote"));
    CHECK_THAT(said("Z2,dome,104.17,36.54,\"b\nZ3,dome,104.17,36.54,c\nZ4,dome,1,2,d\"\n"),
               ContainsSubstring("line 3: a quote"));
    CHECK_THAT(said("Z2,dome,104.17,36.54,5\" pipe\nZ3,dome,104.17,36.54,6\"\n"), ContainsSubstring("line 3: a quote"));
    const auto rows = read_all(OneFile("a.csv", head + "Z2,dome,104.17,36.54,\"two,\nlines, as meant\"\n").request());
    REQUIRE(rows.size() == 2);
    CHECK(values_of(rows[0]).back() == "a \"b\"");
    CHECK(values_of(rows[1]).back() == "two,\nlines, as meant");
}

TEST_CASE("a quote within a value of a CSV stays where it stands, in GBK too") {
    const GdalTool tool;
    const auto first = [](const std::string &rows) {
        const auto read = read_all(OneFile("a.csv", "code,name,kind\n" + rows).request());
        REQUIRE(!read.empty());
        return values_of(read[0]);
    };
    CHECK(first("A,say \"a, b\" now,x\n") == Texts{"A", "say \"a, b\" now", "x"});
    CHECK(first("A,\"one\"two,x\n") == Texts{"A", "\"one\"two", "x"});
    CHECK(first("A,\"one\" and \"two\",x\n") == Texts{"A", "\"one\" and \"two\"", "x"});
    CHECK(first("A, \"one\" ,x\nB,5\"6\",x\n") == Texts{"A", "one", "x"});
    CHECK(first("A,\"one \"\"two\"\"\",x\nB,5\"6\",x\n") == Texts{"A", "one \"two\"", "x"});
    CHECK(first("A,\xD2\xBB\"\xB6\xFE\"\xC8\xFD,x\n") == Texts{"A", "一\"二\"三", "x"});
    const auto rows = read_all(OneFile("a.csv", "code;name;kind\nA;\"two\nlines\";x\nB;5\"6\";\"\"\n").request());
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].line == 4);
    CHECK(values_of(rows[0]) == Texts{"A", "two\nlines", "x"});
    CHECK(values_of(rows[1]) == Texts{"B", "5\"6\"", ""});
}

TEST_CASE("rows of a CSV with nothing between their separators are no rows") {
    const GdalTool tool;
    const auto rows = read_all(OneFile("a.csv", "code,name,kind\nA,x,y\n,,\n \t, ,\nB,x,y\n,,\n").request());
    REQUIRE(rows.size() == 2);
    CHECK(values_of(rows[1]).at(0) == "B");
    CHECK(rows[1].line == 5);
}

TEST_CASE("a first line of a CSV that is a title or a hint for Excel is refused as what it is") {
    const GdalTool tool;
    const std::string rows = "code;name;kind\nA;x;y\n";
    for (const char *hint : {"sep=;\n", "\"sep=;\"\r\n", "\xEF\xBB\xBFsep=;\n"}) {
        CHECK_THAT(refusal(OneFile("a.csv", hint + rows).request()),
                   ContainsSubstring("'sep=;' is a hint for Excel and no header"));
    }
    for (const char *title : {"2026 list;;\n", ";\"list\"; \r\n"}) {
        CHECK_THAT(refusal(OneFile("a.csv", title + rows).request()), ContainsSubstring("line 1 names one column of many"));
    }
    CHECK(read_all(OneFile("a.csv", "code,name,,\nA,x,,\n").request()).size() == 1);
}

TEST_CASE("types that lie beside a CSV make no numbers of its codes") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_bytes(folder.path() / "a.csv", "code,name\n0990,x\n");
    write_bytes(folder.path() / "a.csvt", "\"Integer\",\"String\"\n");
    CHECK(read_all(file_request(folder.path() / "a.csv")).at(0).values.at(0) == "0990");
}

TEST_CASE("a CSV of one column is refused, for it may have a separator that nobody knows") {
    const GdalTool tool;
    CHECK_THAT(refusal(OneFile("a.csv", "code name\n1 a\n").request()), ContainsSubstring("one column only"));
}

TEST_CASE("Excel's Unicode text, UTF-16 with tabs, is taken, and UTF-16 that does not say so refused") {
    const GdalTool tool;
    std::string little;
    for (const char16_t c : std::u16string(u"code\tname\r\n0990\t网格\r\n")) {
        little += static_cast<char>(c & 0xFF);
        little += static_cast<char>(c >> 8);
    }
    const auto rows = read_all(OneFile("a.csv", "\xFF\xFE" + little).request());
    REQUIRE(rows.size() == 1);
    CHECK(values_of(rows[0]) == Texts{"0990", "网格"});
    CHECK(rows[0].line == 2);
    CHECK_THAT(refusal(OneFile("a.csv", little).request()), ContainsSubstring("NUL bytes"));
}
