#include "data/sample/layers.hpp"

#include <array>
#include <cmath>

namespace jingwei::data::sample {
namespace {

/// What a kind of camera sees, and how many of 100 are of it.
struct CameraKind {
    const char *code;
    int share;
    double fov_deg, range_m, height_m;
};

constexpr std::array<CameraKind, 6> kinds{{{"fixed_bullet", 46, 62, 80, 4.5},
                                           {"ptz_dome", 24, 58, 150, 8},
                                           {"dome", 10, 95, 35, 3.5},
                                           {"panoramic", 5, 180, 60, 10},
                                           {"hd", 9, 55, 120, 6},
                                           {"checkpoint", 6, 28, 45, 6.5}}};
constexpr const CameraKind &hd = kinds[4];
constexpr const CameraKind &checkpoint = kinds[5];

/// Where a camera could stand: beside the street of a half-edge, near its start.
struct Post {
    HalfId half = 0;
    bool junction = false;
    bool boundary = false; ///< at the border of the district, where a road leaves it
};

/// Puts up cameras one after another.
class CameraCrew {
  public:
    CameraCrew(const Scene &scene, StoreContent &content)
        : m_scene(scene), m_content(content), m_random(scene.seed, "cameras"), m_degree(scene.territory.mesh.nodes().size(), 0),
          m_at_border(scene.territory.mesh.nodes().size(), false) {
        find_posts();
    }

    void run() {
        const Figures &f = m_scene.figures;
        put_up(f.cameras_existing, "existing", nullptr);
        put_up(f.cameras_new, "new", nullptr);
        put_up(f.checkpoints, "existing", &checkpoint);
        put_up(f.hd_cameras, "existing", &hd);
    }

  private:
    void find_posts();
    void put_up(int count, const std::string &phase, const CameraKind *kind);
    bool put_up_one(const Post &post, const std::string &phase, const CameraKind *kind);
    const CameraKind &any_kind();

    const Scene &m_scene;
    StoreContent &m_content;
    Random m_random;
    std::vector<int> m_degree;
    std::vector<bool> m_at_border;
    std::vector<Post> m_posts; ///< boundary crossings first, then junctions, then anywhere
    std::size_t m_next = 0;
    std::size_t m_junction_end = 0;
};

void CameraCrew::find_posts() {
    const Mesh &mesh = m_scene.territory.mesh;
    for (HalfId h = 0; h < mesh.halves().size(); ++h) {
        const NodeId n = mesh.halves()[h].origin;
        m_degree[n] += 1;
        m_at_border[n] = m_at_border[n] || mesh.halves()[h].block == outside;
    }
    std::vector<Post> border, junctions;
    for (HalfId h = 0; h < mesh.halves().size(); ++h) {
        const StreetId street = mesh.street(h / 2);
        const NodeId n = mesh.halves()[h].origin;
        if (street == no_street || m_degree[n] < 3 || m_scene.territory.streets[street].river) {
            continue;
        }
        if (m_at_border[n] && m_scene.territory.streets[street].rank < 3) {
            border.push_back({h, false, true});
        } else {
            junctions.push_back({h, true, false});
        }
    }
    m_random.shuffle(junctions);
    m_posts = border;
    m_posts.insert(m_posts.end(), junctions.begin(), junctions.end());
    m_junction_end = m_posts.size();
}

const CameraKind &CameraCrew::any_kind() {
    // A size that counts its checkpoints and HD cameras apart draws the first four kinds only.
    int draw = m_random.between(0, m_scene.figures.checkpoints > 0 ? 84 : 99);
    for (const CameraKind &k : kinds) {
        draw -= k.share;
        if (draw < 0) {
            return k;
        }
    }
    return kinds.front();
}

void CameraCrew::put_up(int count, const std::string &phase, const CameraKind *kind) {
    // Half of a batch goes to crossings and junctions while there are any, the rest along the streets.
    for (int made = 0; made < count;) {
        const bool at_post = m_next < m_junction_end && (m_posts[m_next].boundary || made % 2 == 0);
        const Mesh &mesh = m_scene.territory.mesh;
        const Post along{m_random.below(mesh.halves().size()), false, false};
        if (!at_post && mesh.street(along.half / 2) == no_street) {
            continue;
        }
        made += put_up_one(at_post ? m_posts[m_next++] : along, phase, kind) ? 1 : 0;
    }
}

bool CameraCrew::put_up_one(const Post &post, const std::string &phase, const CameraKind *kind) {
    const double along = post.boundary ? m_random.real(10, 18) : post.junction ? m_random.real(5, 12) : m_random.real(20, 900);
    const double aside = m_random.real(3, 6);
    const std::optional<Pose> pose = beside(m_scene, post.half, along, aside);
    if (!pose) {
        return false;
    }
    const bool free_kind = kind == nullptr && post.boundary && m_scene.figures.checkpoints == 0;
    const CameraKind &k = free_kind ? (m_random.chance(0.5) ? checkpoint : hd) : kind != nullptr ? *kind : any_kind();
    const bool backwards = post.boundary || m_random.chance(0.5);
    const Vec turned =
        pose->direction * (backwards ? -1.0 : 1.0) + left_of(pose->direction) * (post.boundary ? 0 : m_random.real(-0.5, 0.2));
    const UnitId grid = m_scene.blocks[m_scene.territory.mesh.halves()[post.half].block].grid;
    const StreetCourse &street = m_scene.streets[m_scene.territory.mesh.street(post.half / 2)];
    const std::size_t n = m_content.cameras.size() + 1;
    CameraRow row;
    row.code = m_scene.thing_code(grid, 'C', n);
    row.kind = k.code;
    row.name = street.name + (post.boundary ? "出界路口" : post.junction ? "路口" : "沿线") + padded(n, 4);
    row.at = m_scene.ground.place(pose->at);
    row.azimuth_deg = azimuth_deg(turned);
    row.fov_deg = k.fov_deg;
    row.range_m = std::round(k.range_m * (80 + 5 * m_random.between(0, 8))) / 100;
    row.height_m = k.height_m;
    row.online = !m_random.chance(0.03);
    row.gb_id = m_scene.county_code(grid) + "0004132" + "6" + padded(n % 1'000'000, 6);
    row.owner = m_random.chance(0.7) ? "公安" : m_random.chance(0.5) ? "社区" : "交通";
    row.platform = "视频共享平台（虚构）";
    row.channel = padded(n, 6);
    row.built_phase = phase;
    row.boundary_crossing = post.boundary;
    m_content.cameras.push_back(std::move(row));
    return true;
}

} // namespace

void add_cameras(const Scene &scene, StoreContent &content) {
    CameraCrew(scene, content).run();
}

} // namespace jingwei::data::sample
