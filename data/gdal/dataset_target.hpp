#pragma once

#include "data/gdal/target.hpp"
#include "data/gdal/text_fit.hpp"

#include <memory>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

namespace jingwei::gdal {

/// One table as a file that GDAL writes.
class DatasetTarget final : public Target {
  public:
    /// `format` is shp, gpkg or fgb; registers its driver, and no other.
    DatasetTarget(const std::string &format, std::filesystem::path folder, const std::string &encoding);

    void begin(const Table &table) override;
    void add(const TableRow &row) override;
    void choose(const TableChoices &choices) override;
    /// Closes the file and counts what is in it.
    void finish() override;

  private:
    [[nodiscard]] std::filesystem::path file() const;
    void add_field(const TableField &field);
    void fill(OGRFeature &feature, int field, const std::string &value) const;
    void check_text(const TableField &field, const std::string &value) const;
    void set_shape(OGRFeature &feature, const std::string &wkb) const;
    [[nodiscard]] GIntBig count_again() const;
    [[noreturn]] void fail() const;

    std::string m_format, m_encoding;
    std::filesystem::path m_folder;
    GDALDriver *m_driver = nullptr; ///< owned by GDAL
    Table m_table;
    TextFit m_fit;
    std::unique_ptr<OGRCoordinateTransformation> m_transformation; ///< null = the coordinates stay
    GDALDatasetUniquePtr m_dataset;
    OGRLayer *m_layer = nullptr; ///< owned by the data set
    GIntBig m_rows = 0;
    std::string m_row_name; ///< the first value of the row being written, for messages
};

} // namespace jingwei::gdal
