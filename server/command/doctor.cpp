#include "data/export_file.hpp"
#include "data/spatialite.hpp"
#include "server/command/command.hpp"

#include <CLI/CLI.hpp>
#include <cmath>
#include <fmt/format.h>
#include <memory>
#include <ostream>
#include <sys/utsname.h>
#include <thread>

namespace jingwei::server {

namespace {

/// Prints one line a finding and remembers whether one of them is bad.
class Examination {
  public:
    explicit Examination(CommandContext &context) : m_context(context) {}

    void note(const char *what, const std::string &value) { m_context.out << fmt::format("  ok    {:<12} {}\n", what, value); }
    void fault(const char *what, const std::string &why) {
        m_context.out << fmt::format("  FAIL  {:<12} {}\n", what, why);
        m_context.exit_code = exit_code_of(ErrorCode::machine);
    }
    /// Runs one check; what it throws is its fault's text.
    template <class Check> void check(const char *what, const Check &run) {
        try {
            note(what, run());
        } catch (const std::exception &error) {
            fault(what, error.what());
        }
    }

  private:
    CommandContext &m_context;
};

/// A store of its own in the folder for temporary files, removed at the end.
class TrialStore {
  public:
    TrialStore() { data::Store::init(path()); }
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path() / "trial.sqlite"; }

  private:
    data::PrivateFolder m_folder{data::temporary_folder(), "jingwei-doctor-"};
};

std::string text_of(data::Connection &connection, const char *sql) {
    SQLite::Statement statement(connection.database(), sql);
    if (!statement.executeStep()) {
        throw Error(ErrorCode::machine, "no answer");
    }
    return statement.getColumn(0).getString();
}

/// 90 E on the equator is a quarter of the way round: easting a quarter of 2 * pi * 6,378,137 m in EPSG:3857.
std::string transform(data::Connection &connection) {
    SQLite::Statement statement(connection.database(), "SELECT X(ST_Transform(MakePoint(90, 0, 4490), 3857)), proj_version()");
    if (!statement.executeStep() || statement.getColumn(0).isNull()) {
        throw Error(ErrorCode::machine, "PROJ cannot transform EPSG:4490 to EPSG:3857; is proj-data installed?");
    }
    const double easting = statement.getColumn(0).getDouble();
    if (std::abs(easting - 10'018'754.171) > 0.001) {
        throw Error(ErrorCode::machine, fmt::format("PROJ gives easting {} for 90 E in EPSG:3857, not 10018754.171", easting));
    }
    return statement.getColumn(1).getString() + ", a test transform is right";
}

void examine_libraries(Examination &examination) {
    std::unique_ptr<TrialStore> store;
    std::unique_ptr<data::Connection> connection;
    examination.check("store", [&] {
        store = std::make_unique<TrialStore>();
        connection = std::make_unique<data::Connection>(store->path(), data::Connection::Role::read);
        return "an empty one can be created in " + store->path().parent_path().parent_path().string();
    });
    if (!connection) {
        return;
    }
    examination.check("SQLite", [&] { return text_of(*connection, "SELECT sqlite_version()"); });
    examination.check("SpatiaLite", [&] { return text_of(*connection, "SELECT spatialite_version()"); });
    examination.check("GEOS", [&] { return text_of(*connection, "SELECT geos_version()"); });
    examination.check("PROJ", [&] { return transform(*connection); });
}

/// Runs the importer without a file: it answers how it wants to be called. Throws when it says nothing of itself.
void require_running(const std::filesystem::path &program) {
    const std::unique_ptr<FILE, int (*)(FILE *)> pipe(popen(("'" + program.string() + "' 2>&1").c_str(), "re"), pclose);
    std::string said(500, '\0');
    said.resize(pipe ? fread(said.data(), 1, said.size(), pipe.get()) : 0);
    if (said.find("usage: jingwei-gdal") == std::string::npos) {
        throw Error(ErrorCode::machine,
                    program.string() + " does not run; build the target jingwei-gdal or install it in whole");
    }
}

std::string gdal_tool() {
    const char *named = std::getenv("JINGWEI_GDAL"); // NOLINT(concurrency-mt-unsafe)
    const std::filesystem::path program = named != nullptr
                                              ? std::filesystem::path(named)
                                              : std::filesystem::read_symlink("/proc/self/exe").parent_path() / "jingwei-gdal";
    if (access(program.c_str(), X_OK) != 0) {
        throw Error(ErrorCode::machine,
                    "imports need " + program.string() + ", which is not there; build the target jingwei-gdal");
    }
    require_running(program);
    return program.string() + " runs";
}

std::string machine() {
    utsname name{};
    uname(&name);
    const double pages = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
    return fmt::format("{} {} {}, {} cores, {:.1f} GiB", name.sysname, name.release, name.machine,
                       std::thread::hardware_concurrency(), pages / (1024.0 * 1024.0 * 1024.0));
}

std::string readable(const std::string &db) {
    const auto store = data::Store::open(db, data::Store::Mode::read_only);
    const data::WorldPtr world = store->world();
    std::size_t grids = 0;
    for (const auto &theme : world->themes) {
        grids += theme->grids.empty() ? 0 : theme->grids.size() - 1;
    }
    return fmt::format("{}: edition {}, {} grids, {} cameras", db, world->edition, grids, world->cameras->size());
}

} // namespace

void add_doctor_command(CLI::App &app, CommandContext &context) {
    CLI::App *command = app.add_subcommand("doctor", "Look at the machine, the libraries and, if named, a store");
    const auto db = std::make_shared<std::string>();
    command->add_option("db", *db, "a store to look at");
    command->callback([db, &context] {
        context.out << "Jingwei " << program_version() << '\n';
        Examination examination(context);
        examination.note("machine", machine());
        examine_libraries(examination);
        examination.check("jingwei-gdal", gdal_tool);
        if (!db->empty()) {
            examination.check("this store", [&] { return readable(*db); });
        }
    });
}

} // namespace jingwei::server
