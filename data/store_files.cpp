#include "data/store_files.hpp"

#include "spatial/error.hpp"

#include <array>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char *, 5> ends{"", "-wal", "-shm", "-journal", ".lock"};

} // namespace

bool is_same_file(const fs::path &a, const fs::path &b) {
    std::error_code ignored;
    if (fs::equivalent(a, b, ignored)) {
        return true;
    }
    const auto whole_a = fs::weakly_canonical(a, ignored);
    return !whole_a.empty() && whole_a == fs::weakly_canonical(b, ignored);
}

void refuse_store_file(const fs::path &store, const fs::path &target) {
    std::error_code ignored;
    const auto itself = fs::weakly_canonical(store, ignored); // beside which SQLite keeps its files, whatever the link
    for (const auto &name : {store, itself}) {
        for (const char *end : ends) {
            if (!name.empty() && is_same_file(name.string() + end, target)) {
                throw Error(ErrorCode::bad_call, fmt::format("'{}' is the store{}; nothing was done, choose another name",
                                                             target.string(), *end == '\0' ? " itself" : "'s own file"));
            }
        }
    }
}

} // namespace jingwei::data
