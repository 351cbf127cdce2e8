#include "server/api/parameter_words.hpp"

#include "data/disk_full.hpp"
#include "server/http/problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"

using namespace jingwei;
using namespace jingwei::server;

TEST_CASE("a message for the command line is told in the words of the call") {
    const auto [message, told] = GENERATE(table<std::string, std::string>({
        {"choose one with --source-layer", "choose one with source_layer"},
        {"say --crs EPSG:4547, or --frame wgs84", "say crs EPSG:4547, or frame wgs84"},
        {"give the column with --map kind=FIELD, or one for all with --kind",
         R"(give the column with map={"kind":"FIELD"}, or one for all with kind)"},
        {"(--lon FIELD --lat FIELD)", R"((map={"lon":"FIELD","lat":"FIELD"}))"},
        {"(--datum-parameters FILE), (--control-points FILE)", "(datum_parameters FILE), (control_points FILE)"},
        {"more than --residual-limit", "more than residual_limit_m"},
        {"--mapping, --map or --key change it", "map, map or key change it"},
        {"the code 'A--fix' and --keyhole stay", "the code 'A--fix' and --keyhole stay"},
        {"--priority says; it goes with --fix", "priority says; it goes with fix"},
        {"nothing to say", "nothing to say"},
    }));
    CHECK(in_parameters(message) == told);
}

TEST_CASE("a full disk is 507 whatever the call") {
    const auto response = problem_of(std::make_exception_ptr(data::DiskFull("the disk is full")));
    CHECK(response.status == 507);
    CHECK(tests::JsonAnswer(response).word("/code") == "disk_full");
    CHECK(problem_of(std::make_exception_ptr(Error(ErrorCode::machine, "broken"))).status == 500);
}
