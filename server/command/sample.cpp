#include "data/sample/sample.hpp"

#include "server/command/command.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>

namespace jingwei::server {
namespace {

struct SampleOptions {
    std::string db;
    std::string size = "district";
    std::uint64_t seed = 1;
};

data::SampleSize size_named(const std::string &name) {
    static const std::map<std::string, data::SampleSize> sizes{{"town", data::SampleSize::town},
                                                               {"district", data::SampleSize::district},
                                                               {"city", data::SampleSize::city},
                                                               {"province", data::SampleSize::province}};
    return sizes.at(name);
}

/// Prints "what: 40 %" on one line whenever another tenth is done, and stops when a signal has come.
class Progress {
  public:
    Progress(const CommandContext &context, const char *what) : m_context(context), m_what(what) {}
    void operator()(double share) {
        m_context.stop_if_interrupted();
        const int tenths = static_cast<int>(share * 10);
        if (tenths > m_tenths) {
            m_tenths = tenths;
            m_context.err << m_what << ": " << tenths * 10 << " %\n" << std::flush;
        }
    }

  private:
    const CommandContext &m_context;
    const char *m_what;
    int m_tenths = 0;
};

void print(const data::SampleSummary &s, std::ostream &out) {
    out << "  grids          " << s.townships << " townships, " << s.communities << " communities, " << s.grids << " grids ("
        << s.dedicated_grids << " dedicated), " << s.enterprise_grids << " overlaid enterprise grids\n"
        << "  people         " << s.people << ": " << s.grid_heads << " grid heads, " << s.grid_workers << " grid workers, "
        << s.police_officers << " police officers, " << s.other_staff << " in other roles; " << s.assignments
        << " assignments\n"
        << "  cameras        " << s.cameras << ": " << s.existing_cameras << " existing, " << s.new_cameras << " new; "
        << s.checkpoints << " checkpoints, " << s.hd_cameras << " HD, " << s.boundary_cameras << " at the border\n"
        << "  key sites      " << s.key_sites << ", of these " << s.police_service_stations << " police service stations, "
        << s.mediation_orgs << " mediation organisations, " << s.schools << " schools\n"
        << "  buildings      " << s.buildings << " with " << s.households << " households and " << s.residents << " residents\n"
        << "  rental houses  " << s.rental_houses << '\n'
        << "  enterprises    " << s.enterprises << '\n'
        << "  streets        " << s.streets << ", " << s.reference_lines << " reference lines, " << s.addresses
        << " addresses\n"
        << "All of it is fictional: places, people, firms, numbers and devices.\n";
}

void remove_store(const std::filesystem::path &db) {
    for (const char *suffix : {"", "-wal", "-shm", ".lock"}) {
        std::error_code ignored;
        std::filesystem::remove(db.string() + suffix, ignored);
    }
}

void load(const SampleOptions &options, data::StoreContent content, CommandContext &context) {
    data::Store::init(options.db);
    try {
        const auto store = data::Store::open(options.db, data::Store::Mode::read_write);
        store->load(context.actor(), std::move(content), Progress(context, "writing"));
    } catch (...) {
        remove_store(options.db);
        throw;
    }
}

void make(const SampleOptions &options, CommandContext &context) {
    const data::SampleSize size = size_named(options.size);
    if (std::filesystem::exists(options.db)) {
        throw Error(ErrorCode::bad_call, options.db + " exists already; name another file, or remove it first");
    }
    data::StoreContent content = data::make_sample(size, options.seed, Progress(context, "inventing"));
    const data::SampleSummary summary = data::summarize(content);
    load(options, std::move(content), context);
    context.out << "created " << options.db << ": a " << options.size << ", seed " << options.seed << '\n';
    print(summary, context.out);
}

} // namespace

void add_sample_command(CLI::App &app, CommandContext &context) {
    CLI::App *command = app.add_subcommand("sample", "Create a store with an invented place");
    const auto options = std::make_shared<SampleOptions>();
    command->add_option("db", options->db, "the store to create; must not exist")->required();
    command->add_option("--size", options->size, "town, district, city or province")
        ->check(CLI::IsMember({"town", "district", "city", "province"}))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "another number, another place")->capture_default_str();
    command->callback([options, &context] { make(*options, context); });
}

} // namespace jingwei::server
