#include "bench/locate/contest.hpp"
#include "bench/locate/ground.hpp"
#include "bench/locate/tables.hpp"
#include "spatial/error.hpp"

#include <iostream>

namespace {

struct Options {
    std::string size;
    std::filesystem::path leeds;
    std::filesystem::path write;
    bool alone = false;
};

Options parse(std::span<char *> arguments) {
    Options options;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string given = arguments[i];
        if (given == "--leeds" && i + 1 < arguments.size()) {
            options.leeds = arguments[++i];
        } else if (given == "--write" && i + 1 < arguments.size()) {
            options.write = arguments[++i];
        } else if (given == "--alone") {
            options.alone = true;
        } else {
            options.size = given;
        }
    }
    return options;
}

} // namespace

/// jingwei-locate-bench <size> [--leeds FILE] [--alone | --write FOLDER]: every engine on the same ground and points, in one
/// process; a figure a line, as JSON. --alone leaves the peers out. --write measures nothing: it hands the ground and 100,000
/// points of each kind to peers that are servers.
int main(int argc, char **argv) {
    const Options options = parse({argv, static_cast<std::size_t>(argc)});
    try {
        const jingwei::bench::Ground ground = jingwei::bench::make_ground(options.size, options.leeds);
        if (options.write.empty()) {
            jingwei::bench::run_contest(options.size, ground, !options.alone);
        } else {
            jingwei::bench::write_tables(ground, options.write);
        }
    } catch (const jingwei::Error &error) {
        std::cerr << "jingwei-locate-bench: " << error.what() << '\n';
        return 2;
    }
    return 0;
}
