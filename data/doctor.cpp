#include "data/doctor.hpp"

#include "data/doctor_advice.hpp"
#include "data/doctor_layer.hpp"
#include "data/template.hpp"
#include "data/text_form.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace jingwei::data {

namespace {

constexpr std::size_t most_previews = 5;

void tell(const DoctorRequest &request, std::string_view stage, double fraction) {
    if (request.interrupted != nullptr && request.interrupted->load(std::memory_order_relaxed)) {
        throw Error(ErrorCode::interrupted, "interrupted; nothing was written anyway");
    }
    if (request.progress) {
        request.progress(stage, fraction);
    }
}

GdalRequest file_request(const DoctorRequest &request) {
    return {.file = request.file,
            .layer = {},
            .encoding = request.encoding,
            .crs = request.crs,
            .frame = request.frame ? std::string(spatial::frame_name(*request.frame)) : "",
            .interrupted = request.interrupted};
}

std::optional<double> to_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Keeps a few texts that show whether the encoding is right.
void add_preview(std::vector<std::string> &preview, const GdalFeature &feature) {
    for (const auto &value : feature.values) {
        const bool tells = value && std::ranges::any_of(*value, [](unsigned char c) { return c >= 0x80; });
        if (tells && preview.size() < most_previews && std::ranges::find(preview, *value) == preview.end()) {
            preview.push_back(*value);
        }
    }
}

/// Reads a layer twice: what its fields hold, and then, the code and the coordinates being told, where its rows are.
class LayerReading {
  public:
    LayerReading(const DoctorRequest &request, LayerExamination &layer) : m_request(request), m_layer(layer) {}

    /// Throws what ends the reading early; what was counted before stays.
    void read_fields(const GdalRequest &gdal) {
        GdalStream stream(gdal);
        m_layer.rows = 0;
        m_layer.preview.clear();
        m_layer.encoding = stream.header().encoding;
        m_has_geometry = stream.header().geometry != "None";
        m_fields.emplace(stream.header().fields);
        while (const auto feature = stream.next()) {
            count(stream, ++m_layer.rows, "reading fields");
            m_fields->add(feature->values);
            add_preview(m_layer.preview, *feature);
        }
    }

    /// Gives the fields their roles and types.
    void tell_fields() {
        if (m_fields) {
            m_layer.fields = m_fields->reports(!m_has_geometry);
        }
        for (std::size_t i = 0; i < std::min(m_layer.fields.size(), m_layer.described.fields.size()); ++i) {
            m_layer.fields[i].type = m_layer.described.fields[i].type;
        }
        exchange_surveyors_axes();
        m_layer.level = guess_level(m_layer.fields);
    }

    void read_places(const GdalRequest &gdal) {
        const auto code = index_of(FieldRole::code);
        const auto lon = index_of(FieldRole::lon);
        const auto lat = index_of(FieldRole::lat);
        auto asked = gdal;
        if (!m_has_geometry && lon && lat && !gdal.crs.empty()) {
            asked.place_fields = {*lon, *lat};
        }
        GdalStream stream(asked);
        for (std::size_t row = 0; row < m_layer.rows; ++row) {
            const auto feature = stream.next();
            if (!feature) {
                return;
            }
            count(stream, row, "reading places");
            m_codes.push_back(value(*feature, code));
            if (feature->wkb) {
                m_places.add(read_wkb(*feature->wkb));
            } else if (m_has_geometry || !lon || !lat) {
                m_places.add_missing();
            } else {
                add_columns(value(*feature, lon), value(*feature, lat));
            }
        }
    }

    /// `lists` has the code lists of `world`, or of a new store.
    void finish(const World *world, const World &lists, bool only_layer) {
        m_layer.places = m_places.report(world);
        m_layer.crs_by_option = m_request.frame.has_value() || !m_request.crs.empty();
        m_layer.frame_field = frame_field();
        m_layer.crs = crs_state();
        m_layer.of_kinds = fields_of_kinds(lists, m_layer.fields);
        m_layer.coverage = m_places.coverage(m_codes, [this](double f) { tell(m_request, "building the coverage", f); });
        if (world != nullptr) {
            if (auto level = level_in_store(*world, m_layer.fields, m_codes); !level.theme.empty()) {
                m_layer.level = std::move(level);
            }
            m_layer.unknown_codes = unknown_codes(*world, m_request, m_layer);
        }
        m_layer.advice = advise(m_request, m_layer, only_layer);
        if (world != nullptr) {
            m_layer.known_codes = count_known(*world, m_layer.advice.layer, m_codes);
            compare_frames(*world);
        }
    }

  private:
    /// Points deep inside the store's ground stay there in whatever frame: then its objects and buildings may tell.
    void compare_frames(const World &world) {
        auto &places = m_layer.places;
        if (places.metres || !places.likely.empty()) {
            return;
        }
        places.compared = m_places.compare(world, [&](std::size_t row) {
            return row < m_codes.size() ? place_in_store(world, m_layer.advice.layer, m_codes[row]) : std::nullopt;
        });
        if (places.compared) {
            places.likely = spatial::frame_name(*places.compared->suspected);
        }
    }

    void count(const GdalStream &stream, std::size_t row, std::string_view stage) const {
        if (row % 256 == 0) {
            const auto all = static_cast<double>(std::max<std::int64_t>(1, stream.header().count));
            tell(m_request, stage, std::min(1.0, static_cast<double>(row) / all));
        }
    }

    /// Surveyors write X for the northing: metres of China tell it by their size.
    void exchange_surveyors_axes() {
        const auto lon = index_of(FieldRole::lon);
        const auto lat = index_of(FieldRole::lat);
        const auto all = [&](std::size_t field, const auto &test) {
            const auto &samples = m_layer.fields[field].samples;
            return !samples.empty() && std::ranges::all_of(samples, [&](const std::string &text) {
                const auto number = to_number(text);
                return number && test(*number);
            });
        };
        const auto is_northing = [](double metres) { return metres > 1'800'000 && metres < 6'200'000; };
        const auto is_easting = [](double metres) {
            return (metres > 100'000 && metres < 900'000) || (metres > 13'000'000 && metres < 46'000'000);
        };
        if (lon && lat && all(*lon, is_northing) && all(*lat, is_easting)) {
            std::swap(m_layer.fields[*lon].role, m_layer.fields[*lat].role);
        }
    }

    [[nodiscard]] std::optional<std::size_t> index_of(FieldRole role) const {
        const auto found = std::ranges::find(m_layer.fields, role, &FieldReport::role);
        return found == m_layer.fields.end() ? std::nullopt
                                             : std::optional(static_cast<std::size_t>(found - m_layer.fields.begin()));
    }

    static std::string value(const GdalFeature &feature, std::optional<std::size_t> field) {
        return field && *field < feature.values.size() ? feature.values[*field].value_or("") : "";
    }

    void add_columns(const std::string &lon, const std::string &lat) {
        const auto x = to_number(lon);
        const auto y = to_number(lat);
        if (x && y) {
            m_places.add(spatial::LonLat{*x, *y});
        } else {
            m_places.add_missing();
        }
    }

    /// The field by which every row says its frame itself, as in files exported from here.
    [[nodiscard]] std::string frame_field() const {
        const auto found = std::ranges::find_if(m_layer.fields, [this](const FieldReport &field) {
            return is_frame_heading(field.name) && field.filled == m_layer.rows && m_layer.rows > 0;
        });
        return found != m_layer.fields.end() ? found->name : std::string();
    }

    [[nodiscard]] CrsState crs_state() const {
        if (!m_has_geometry) {
            const bool columns = index_of(FieldRole::lon) && index_of(FieldRole::lat);
            const bool said = m_layer.crs_by_option || !m_layer.frame_field.empty();
            return !columns ? CrsState::none : said ? CrsState::known : CrsState::columns;
        }
        if (m_layer.described.crs_fault.empty()) {
            return CrsState::known;
        }
        return m_layer.described.crs.empty() ? CrsState::missing : CrsState::unusable;
    }

    const DoctorRequest &m_request;
    LayerExamination &m_layer;
    std::optional<FieldExamination> m_fields;
    PlaceExamination m_places;
    std::vector<std::string> m_codes; ///< by row
    bool m_has_geometry = false;
};

/// The fields, in the encoding that the file claims, else in another one that reads them. Answers the request that worked.
GdalRequest read_in_some_encoding(LayerReading &reading, LayerExamination &layer, GdalRequest gdal) {
    std::vector<std::string> encodings{gdal.encoding};
    if (gdal.encoding.empty()) {
        encodings.insert(encodings.end(), {"GB18030", "UTF-8"});
    }
    for (const auto &encoding : encodings) {
        gdal.encoding = encoding;
        try {
            reading.read_fields(gdal);
            return gdal;
        } catch (const Error &error) {
            const std::string_view what = error.what();
            if (error.code() == ErrorCode::interrupted || what.find("--encoding") == std::string_view::npos) {
                throw;
            }
            layer.encoding_fault = layer.encoding_fault.empty() ? what : layer.encoding_fault;
        }
    }
    throw Error(ErrorCode::bad_data, layer.encoding_fault);
}

/// Whether a drawing's layer has closed outlines, as grids and buildings have.
bool has_outlines(GdalRequest gdal) {
    gdal.outlines = true;
    try {
        const GdalStream stream(gdal);
        return true;
    } catch (const Error &error) {
        if (error.code() == ErrorCode::bad_data || error.code() == ErrorCode::bad_call) {
            return false;
        }
        throw;
    }
}

void examine_layer(const DoctorRequest &request, LayerExamination &layer, bool only_layer, const World *world,
                   const World &lists) {
    auto gdal = file_request(request);
    gdal.layer = layer.described.choice;
    if (!layer.described.crs_fault.empty()) {
        gdal.crs.clear();
        gdal.frame = gdal_protocol::coordinates_as_given;
    }
    gdal.outlines = layer.described.driver == "DXF" && has_outlines(gdal);
    layer.read = true;
    if (!layer.described.fault.empty()) {
        layer.broken = layer.described.fault;
        return;
    }
    LayerReading reading(request, layer);
    try {
        gdal = read_in_some_encoding(reading, layer, std::move(gdal));
        reading.tell_fields();
        reading.read_places(gdal);
    } catch (const Error &error) {
        if (error.code() == ErrorCode::interrupted || error.code() == ErrorCode::machine) {
            throw;
        }
        layer.broken = error.what();
        reading.tell_fields();
    }
    reading.finish(world, lists, only_layer);
}

bool is_wanted(const DoctorRequest &request, const LayerDescription &layer, std::size_t number) {
    const auto &wanted = request.source_layer;
    return wanted.empty() || wanted == layer.name || wanted == layer.choice || wanted == layer.file ||
           layer.choice.starts_with(wanted + '/') || wanted == std::to_string(number);
}

/// Which layers are read row by row: those wanted, of each file of an archive the first before the second.
std::vector<std::size_t> layers_to_read(const DoctorRequest &request, const std::vector<LayerDescription> &described) {
    std::vector<std::pair<std::size_t, std::size_t>> order; // number within its file; of the layer
    std::map<std::string, std::size_t> of_file;
    for (std::size_t i = 0; i < described.size(); ++i) {
        if (is_wanted(request, described[i], i + 1)) {
            order.emplace_back(of_file[described[i].file]++, i);
        }
    }
    std::ranges::sort(order);
    std::vector<std::size_t> layers;
    for (const auto &[rank, layer] : order) {
        if (layers.size() < max_layers_read) {
            layers.push_back(layer);
        }
    }
    return layers;
}

} // namespace

FileExamination examine_file(const DoctorRequest &request, const World *world) {
    FileExamination examination;
    examination.file = request.file.string();
    const auto described = describe_file(file_request(request));
    std::error_code ignored;
    examination.bytes = std::filesystem::file_size(request.file, ignored);
    const auto fresh = world == nullptr ? world_of_new_store() : nullptr;
    const auto to_read = layers_to_read(request, described);
    for (std::size_t i = 0; i < described.size(); ++i) {
        LayerExamination layer;
        layer.described = described[i];
        if (std::ranges::find(to_read, i) != to_read.end()) {
            examine_layer(request, layer, described.size() == 1, world, world != nullptr ? *world : *fresh);
        }
        examination.layers.push_back(std::move(layer));
    }
    if (to_read.empty() && !request.source_layer.empty()) {
        throw Error(ErrorCode::bad_call, "the file holds no layer '" + request.source_layer + "'; leave --source-layer away");
    }
    return examination;
}

} // namespace jingwei::data
