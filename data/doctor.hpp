#pragma once

#include "data/doctor_fields.hpp"
#include "data/doctor_places.hpp"
#include "data/gdal_description.hpp"
#include "data/import.hpp"

namespace jingwei::data {

/// A file to be looked at, and what the user knows about it. Empty = not said.
struct DoctorRequest {
    std::filesystem::path file;
    std::string source_layer, encoding, crs; ///< as `GdalRequest` has them
    std::optional<spatial::Frame> frame;     ///< of the coordinates, where the user says it
    std::string store;                       ///< the store's path as typed, for the command; empty = none
    std::function<void(std::string_view stage, double fraction)> progress; ///< called often; may throw to stop
    const std::atomic<bool> *interrupted = nullptr;
};

/// How a layer's coordinates are told.
enum class CrsState {
    none,     ///< neither a geometry nor columns of longitude and latitude
    columns,  ///< in columns: the frame must be said
    missing,  ///< there are geometries, and the file does not say
    unusable, ///< the file says, and nothing public carries it to CGCS2000 (西安80, 北京54, a city's own)
    known,    ///< the file says, or the user did
};

/// What a layer's code field says about the level of its grids, or a column that names the level.
struct LevelGuess {
    std::string theme;      ///< of the store, whose level it is; empty = told by the length of codes
    std::string level;      ///< community, grid …; empty = the length says nothing
    std::size_t length = 0; ///< of most codes
    double share = 0;       ///< of the codes that have it
};

/// A column whose code list lacks values of the file: an import would refuse their rows.
struct UnknownCodes {
    std::string column, field;                               ///< here; in the file
    std::vector<std::pair<std::string, std::size_t>> values; ///< with how many rows have each
    std::string known;                                       ///< the code list, for people
};

/// A field of which most values are kinds of some layers, as their code lists have it: 球机 is one of cameras.
struct FieldOfKinds {
    std::string field;
    std::vector<ImportLayer> layers;
};

/// What somebody must decide before the command can run: words of `LayerExamination::open`. `outlines`: the file lacks what
/// makes grids or lines, and nothing in it can be imported.
enum class OpenQuestion { layer, level, code, frame, crs, kind, place, datum, codes, column, outlines };

/// What told as which layer to import.
enum class LayerBy { nothing, geometry, name, headings };

/// The command that would take a layer, as words; what must be decided stands in it in capitals.
struct ImportAdvice {
    std::optional<ImportLayer> layer;
    LayerBy by = LayerBy::nothing;
    std::vector<std::string> because; ///< the fields whose headings speak for it, or for those that are tied
    std::vector<ImportLayer> tied;    ///< for which as much speaks, so that none is proposed
    std::vector<std::string> words;
    std::vector<OpenQuestion> open;
    std::vector<std::string> more; ///< while the layer is open: options that only some of the layers take, as words
};

/// All that was found out about a layer.
struct LayerExamination {
    LayerDescription described;
    bool read = false;                ///< rows were read; only the first layers of a file are
    std::string broken;               ///< why the reading ended early; empty = all of it was read
    std::string encoding;             ///< with the reason
    std::string encoding_fault;       ///< what went wrong in the encoding that the file claims; it was read in another one
    std::vector<std::string> preview; ///< the first texts that are not ASCII, decoded
    CrsState crs = CrsState::none;
    bool crs_by_option = false;              ///< the user said it
    std::string frame_field;                 ///< the field by which each row says its frame; empty = none does
    std::vector<UnknownCodes> unknown_codes; ///< with a store only
    std::vector<FieldOfKinds> of_kinds;
    std::size_t rows = 0;
    std::vector<FieldReport> fields;
    PlaceReport places;
    CoverageReport coverage;
    LevelGuess level;
    std::size_t known_codes = 0; ///< codes that the store holds already in the layer advised
    ImportAdvice advice;
};

struct FileExamination {
    std::string file; ///< as asked for
    std::uintmax_t bytes = 0;
    std::vector<LayerExamination> layers;
};

/// How many layers of a file are read row by row; the others are described only.
constexpr std::size_t max_layers_read = 8;

/// Looks at a file through `jingwei-gdal` and writes nothing. `world` is what the store holds; null = no store. Throws Error
/// when the file cannot be opened at all, and Error{interrupted}; what is wrong inside is in the report.
[[nodiscard]] FileExamination examine_file(const DoctorRequest &request, const World *world);

} // namespace jingwei::data
