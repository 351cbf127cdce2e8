#pragma once

#include "data/import_layers.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Values of a row on their way into a record. Each is replaced only where the file has a column for it: an import keeps what
/// it does not know.
namespace jingwei::data {

void fill(ImportRow &row, std::string_view target, std::string &value);
void fill(ImportRow &row, std::string_view target, std::optional<int> &value);
/// An empty cell keeps the value.
void fill(ImportRow &row, std::string_view target, bool &value);
/// A number from low to high, ends included; another one refuses the row.
void fill_between(ImportRow &row, std::string_view target, double low, double high, std::optional<double> &value);
/// A code or a label of a code list of the store.
void fill_listed(ImportSink &sink, ImportRow &row, std::string_view target, std::string_view list, std::string &value);
/// The kind of an object, else the one that the call says for all; without one the row is refused.
void fill_kind(ImportSink &sink, ImportRow &row, std::string_view list, std::string &kind);
/// A degree of attention, by its number (1, 1.0) or its label (低); an empty cell keeps what is there.
void fill_attention(ImportSink &sink, ImportRow &row, int &attention);

} // namespace jingwei::data
