#include "spatial/error.hpp"
#include "spatial/similarity.hpp"
#include "tests/support/catch.hpp"

#include <random>

using namespace jingwei::spatial;

namespace {

/// Points of a county in a zone with the prefix 38.
std::vector<PlanePoint> county(std::mt19937 &random, std::size_t count) {
    std::uniform_real_distribution<double> offset(-20'000, 20'000);
    std::vector<PlanePoint> points;
    for (std::size_t i = 0; i < count; ++i) {
        points.push_back({38'512'345.678 + offset(random), 4'045'678.9 + offset(random)});
    }
    return points;
}

std::vector<PlanePoint> carried(const PlaneSimilarity &similarity, const std::vector<PlanePoint> &points) {
    std::vector<PlanePoint> images;
    for (const auto &p : points) {
        images.push_back(similarity.apply(p));
    }
    return images;
}

double sum_of_squares(const PlaneSimilarity &similarity, const std::vector<PlanePoint> &from,
                      const std::vector<PlanePoint> &to) {
    const double rms = root_mean_square_m(residuals_of(similarity, from, to));
    return rms * rms * static_cast<double>(from.size());
}

/// What the residuals of all are under the fit of those kept.
ResidualsWith fitted_to(const std::vector<PlanePoint> &from, const std::vector<PlanePoint> &to) {
    return [from, to](const std::vector<bool> &kept) {
        std::vector<PlanePoint> kept_from;
        std::vector<PlanePoint> kept_to;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            if (kept[i]) {
                kept_from.push_back(from[i]);
                kept_to.push_back(to[i]);
            }
        }
        return residuals_of(PlaneSimilarity::fit(kept_from, kept_to), from, to);
    };
}

} // namespace

TEST_CASE("a similarity turns counter-clockwise, stretches and then shifts") {
    const auto quarter = PlaneSimilarity::from_parameters(10, 20, 90 * 3600, 0);
    const auto image = quarter.apply({3, 0});
    CHECK(image.east_m == Approx(10).margin(1e-12));
    CHECK(image.north_m == Approx(23));
    const auto stretched = PlaneSimilarity::from_parameters(0, 0, 0, 1e6).apply({1, 2});
    CHECK(stretched.east_m == Approx(2));
    CHECK(stretched.north_m == Approx(4));
}

TEST_CASE("the fit gives back the similarity that the points were made with, at coordinates of 3.9e7") {
    const auto seed = GENERATE(301U, 302U, 303U, 304U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> shift(-150, 150);
    std::uniform_real_distribution<double> turn(-20, 20);
    const auto truth = PlaneSimilarity::from_parameters(shift(random), shift(random), turn(random), turn(random));
    const auto from = county(random, 5);
    const auto found = PlaneSimilarity::fit(from, carried(truth, from));
    CHECK(found.rotation_arcsec() == Approx(truth.rotation_arcsec()).margin(1e-6));
    CHECK(found.scale_ppm() == Approx(truth.scale_ppm()).margin(1e-5));
    for (const auto &place : county(random, 50)) {
        CHECK(std::hypot(found.apply(place).east_m - truth.apply(place).east_m,
                         found.apply(place).north_m - truth.apply(place).north_m) < 1e-6);
    }
    const auto again =
        PlaneSimilarity::from_parameters(found.east_m(), found.north_m(), found.rotation_arcsec(), found.scale_ppm());
    CHECK(std::hypot(again.apply(from[0]).east_m - found.apply(from[0]).east_m,
                     again.apply(from[0]).north_m - found.apply(from[0]).north_m) < 1e-5);
}

TEST_CASE("no similarity nearby leaves smaller squares than the fitted one") {
    const auto seed = GENERATE(311U, 312U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 0.2);
    const auto truth = PlaneSimilarity::from_parameters(60, -30, 3, 8);
    const auto from = county(random, 9);
    auto to = carried(truth, from);
    for (auto &p : to) {
        p = {p.east_m + noise(random), p.north_m + noise(random)};
    }
    const auto fitted = PlaneSimilarity::fit(from, to);
    const double least = sum_of_squares(fitted, from, to);
    // moved about the middle of the points, so that a turn does not carry them away
    const auto middle = mean_of(to);
    for (const double step : {-0.05, 0.05}) {
        for (int which = 0; which < 4; ++which) {
            auto images = carried(fitted, from);
            for (auto &p : images) {
                const double e = p.east_m - middle.east_m;
                const double n = p.north_m - middle.north_m;
                const double small = step / 20'000;
                p.east_m += which == 0 ? step : which == 2 ? small * e : which == 3 ? -small * n : 0;
                p.north_m += which == 1 ? step : which == 2 ? small * n : which == 3 ? small * e : 0;
            }
            double sum = 0;
            for (std::size_t i = 0; i < to.size(); ++i) {
                const double e = images[i].east_m - to[i].east_m;
                const double n = images[i].north_m - to[i].north_m;
                sum += e * e + n * n;
            }
            CHECK(sum > least);
        }
    }
}

TEST_CASE("points in one place make no similarity") {
    const std::vector<PlanePoint> same(3, {5, 5});
    CHECK_THROWS_AS(PlaneSimilarity::fit(same, same), jingwei::Error);
}

TEST_CASE("the one bad control point among four or more is named, of three none is") {
    const auto seed = GENERATE(321U, 322U, 323U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 0.03);
    for (const std::size_t count : {4U, 5U, 9U}) {
        const auto from = county(random, count);
        auto to = carried(PlaneSimilarity::from_parameters(60, -30, 3, 8), from);
        for (auto &p : to) {
            p = {p.east_m + noise(random), p.north_m + noise(random)};
        }
        CHECK_FALSE(find_outlier(count, 0.5, fitted_to(from, to)));
        const std::size_t bad = random() % count;
        to[bad].east_m += 25;
        const auto found = find_outlier(count, 0.5, fitted_to(from, to));
        CAPTURE(count, bad);
        REQUIRE(found);
        CHECK(found->index == bad);
        CHECK(found->off_m == Approx(25).margin(2));
        CHECK(found->others_largest_m < 0.5);
    }
    const auto from = county(random, 3);
    auto to = from;
    to[1].east_m += 25;
    CHECK_FALSE(find_outlier(3, 0.5, fitted_to(from, to)));
}

TEST_CASE("two bad points leave nobody to be named") {
    std::mt19937 random(331);
    const auto from = county(random, 6);
    auto to = from;
    to[1].east_m += 25;
    to[4].north_m -= 40;
    CHECK_FALSE(find_outlier(6, 0.5, fitted_to(from, to)));
}

TEST_CASE("the spread of points on a line has no width") {
    const std::vector<PlanePoint> line{{38e6, 4e6}, {38e6 + 300, 4e6 + 400}, {38e6 + 600, 4e6 + 800}};
    const auto spread = spread_of(line);
    CHECK(spread.width_m < 1e-3);
    CHECK(spread.length_m == Approx(std::sqrt((500.0 * 500 * 2) / 3)));
    const std::vector<PlanePoint> square{{0, 0}, {10, 0}, {10, 10}, {0, 10}};
    CHECK(spread_of(square).width_m == Approx(spread_of(square).length_m));
}

TEST_CASE("the error gain is what repeated fits with noisy points show") {
    std::mt19937 random(341);
    const auto from = county(random, 4);
    const auto middle = mean_of(from);
    for (const double away_m : {0.0, 15'000.0, 80'000.0}) {
        const PlanePoint place{middle.east_m + away_m, middle.north_m};
        std::normal_distribution<double> noise(0, 1);
        constexpr int fits = 4000;
        double squares = 0;
        for (int i = 0; i < fits; ++i) {
            auto to = from;
            for (auto &p : to) {
                p = {p.east_m + noise(random), p.north_m + noise(random)};
            }
            const double off = PlaneSimilarity::fit(from, to).apply(place).east_m - place.east_m;
            squares += off * off;
        }
        CHECK(std::sqrt(squares / fits) == Approx(error_gain(from, place)).epsilon(0.05));
    }
}

TEST_CASE("residuals have a mean square and a largest one") {
    const std::vector<Residual> residuals{{3, 4}, {0, 0}, {0, -1}};
    CHECK(largest_of(residuals) == 0);
    CHECK(root_mean_square_m(residuals) == Approx(std::sqrt(26.0 / 3)));
    CHECK(root_mean_square_m({}) == 0);
}
