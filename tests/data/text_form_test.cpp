#include "data/roster_sheet.hpp"
#include "data/text_form.hpp"
#include "tests/support/catch.hpp"

using namespace jingwei::data;

TEST_CASE("names are compared without regard to width, spaces and case") {
    CHECK(comparable("东门 １号　Ｂ") == "东门1号b");
    CHECK(comparable("东门") != comparable("西门"));
}

TEST_CASE("the column that says a row's frame is known by its heading, however it is written") {
    for (const char *heading : {"frame", "Ｆｒａｍｅ", "坐标系", "坐标系*", " 坐 标 系 ", "坐标系（必填）"}) {
        CAPTURE(heading);
        CHECK(is_frame_heading(heading));
    }
    for (const char *heading : {"", "坐标", "坐标系（旧）", "frames", "*"}) {
        CAPTURE(heading);
        CHECK_FALSE(is_frame_heading(heading));
    }
}

TEST_CASE("a phone comes into one form, or is none") {
    const auto [text, phone] = GENERATE(table<std::string, std::string>({{"19912345678", "19912345678"},
                                                                         {"１９９１２３４５６７８", "19912345678"},
                                                                         {"+86 199-1234-5678", "19912345678"},
                                                                         {"86-19912345678", "19912345678"},
                                                                         {"199 1234 5678", "19912345678"},
                                                                         {"0943-8221234", "0943-8221234"},
                                                                         {"（0943）8221234", "0943-8221234"},
                                                                         {"01088886666", "010-88886666"},
                                                                         {"0943-8221234-801", "0943-8221234-801"},
                                                                         {"0943-8221234转801", "0943-8221234-801"},
                                                                         {"", ""},
                                                                         {"1991234567", ""},
                                                                         {"199123456789", ""},
                                                                         {"12912345678", ""},
                                                                         {"8221234", ""},
                                                                         {"0943-822123", ""},
                                                                         {"1.99E+10", ""},
                                                                         {"call me", ""}}));
    CAPTURE(text);
    CHECK(normal_phone(text) == phone);
}

TEST_CASE("a contact's phone keeps its signs, and an extension stands behind a hyphen") {
    CHECK(contact_phone("０９４３-8221234转8") == "0943-8221234-8");
    CHECK(contact_phone("110") == "110");
    for (const char *none : {"转8", "12", "0943-8221234转转8", "call me"}) {
        CHECK(contact_phone(none).empty());
    }
}

TEST_CASE("a cell may list several things and say who is first") {
    CHECK(split_list("甲、乙，丙,丁；戊;己 庚\n辛") ==
          std::vector<std::string>{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"});
    CHECK(split_list(" 、 ").empty());
    CHECK(primary_of("副") == false);
    CHECK(primary_of("Ｂ岗") == false);
    CHECK(primary_of("A岗") == true);
    CHECK(primary_of("是") == std::nullopt);
    CHECK(split_role("副网格长").name == "网格长");
    CHECK(split_role("副网格长").primary == false);
    CHECK(split_role("网格员（B岗）").name == "网格员");
    CHECK(split_role("网格员A岗").primary == true);
    CHECK(split_role("网格员").primary == std::nullopt);
}

TEST_CASE("a day begins at midnight of the store's offset, and is written as it was read") {
    CHECK(day_start("2026-01-01", 480) == 1767196800000);
    CHECK(day_text(1767196800000, 480) == "2026-01-01");
    CHECK(day_start("2026-02-30", 480) == std::nullopt);
    CHECK(day_start("2026-1-1", 480) == std::nullopt);
    CHECK(day_start("2026-01-0a", 480) == std::nullopt);
}
