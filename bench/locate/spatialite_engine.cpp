#include "bench/locate/engine.hpp"

#include "data/geometry_blob.hpp"
#include "data/spatialite.hpp"

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace jingwei::bench {
namespace {

/// A folder that is removed with all that is in it.
class ScratchFolder {
  public:
    ScratchFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "jingwei-locate-XXXXXX").string();
        m_folder = mkdtemp(name.data());
    }
    ~ScratchFolder() { std::filesystem::remove_all(m_folder); }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;
    [[nodiscard]] const std::filesystem::path &path() const { return m_folder; }

  private:
    std::filesystem::path m_folder;
};

class SpatialiteEngine : public Engine {
  public:
    explicit SpatialiteEngine(const Ground &ground)
        : m_connection(m_folder.path() / "peer.sqlite", data::Connection::Role::create) {
        SQLite::Database &database = m_connection.database();
        database.exec("SELECT InitSpatialMetaData(1, 'NONE')");
        database.exec("SELECT InsertEpsgSrid(4490)");
        database.exec("CREATE TABLE grids (id INTEGER PRIMARY KEY)");
        database.exec("SELECT AddGeometryColumn('grids', 'geometry', 4490, 'MULTIPOLYGON', 'XY')");
        fill(database, ground);
        database.exec("SELECT CreateSpatialIndex('grids', 'geometry')");
        database.exec("PRAGMA cache_size = -1000000");
        m_question.emplace(database, "SELECT g.id FROM idx_grids_geometry AS box CROSS JOIN grids AS g ON g.id = box.pkid"
                                     " WHERE box.xmin <= ?1 AND box.xmax >= ?1 AND box.ymin <= ?2 AND box.ymax >= ?2"
                                     " AND ST_Covers(g.geometry, MakePoint(?1, ?2, 4490)) LIMIT 1");
    }

    void take(std::span<const LatticePoint> points) override { m_points.assign(points.begin(), points.end()); }
    void ask(std::span<Label> owners) override {
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            const spatial::LonLat place = spatial::to_lonlat(m_points[i]);
            m_question->bind(1, place.lon);
            m_question->bind(2, place.lat);
            owners[i] = m_question->executeStep() ? m_question->getColumn(0).getUInt() : spatial::no_label;
            m_question->reset();
        }
    }

  private:
    static void fill(SQLite::Database &database, const Ground &ground) {
        SQLite::Transaction transaction(database);
        SQLite::Statement insert(database, "INSERT INTO grids (id, geometry) VALUES (?, ?)");
        for (Label label = 1; label < ground.shapes.size(); ++label) {
            if (!ground.shapes[label].empty()) {
                const data::Blob blob = data::multi_polygon_blob(ground.shapes[label]);
                insert.bind(1, label);
                insert.bind(2, blob.data(), static_cast<int>(blob.size()));
                insert.exec();
                insert.reset();
            }
        }
        transaction.commit();
    }

    ScratchFolder m_folder;
    data::Connection m_connection;
    std::optional<SQLite::Statement> m_question;
    std::vector<LatticePoint> m_points;
};

} // namespace

EngineKind spatialite_kind() {
    return {"SpatiaLite", "R*Tree joined by hand, ST_Covers, prepared statement, 1 GB of page cache", false, 5'000,
            [](const Ground &ground) -> std::unique_ptr<Engine> { return std::make_unique<SpatialiteEngine>(ground); }};
}

} // namespace jingwei::bench
