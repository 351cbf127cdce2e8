#include "data/gdal/xml.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <exception>
#include <expat.h>
#include <fmt/format.h>
#include <memory>

namespace jingwei::gdal {

namespace {

struct ParserDeleter {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

std::string_view local_name(std::string_view name) {
    return name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
}

/// One document on its way through expat. Exceptions must not cross the C library: they wait here.
class Reading {
  public:
    Reading(const std::string &part, const XmlEvents &events)
        : m_parser(XML_ParserCreate(nullptr)), m_part(part), m_events(events) {
        XML_SetUserData(m_parser.get(), this);
        XML_SetElementHandler(m_parser.get(), on_start, on_end);
        XML_SetCharacterDataHandler(m_parser.get(), on_text);
        XML_SetStartDoctypeDeclHandler(m_parser.get(), on_doctype);
    }

    void run(std::string_view bytes) {
        constexpr std::size_t piece = std::size_t{1} << 20;
        bool last = false;
        while (!last) {
            const auto now = bytes.substr(0, piece);
            bytes.remove_prefix(now.size());
            last = bytes.empty();
            const auto status = XML_Parse(m_parser.get(), now.data(), static_cast<int>(now.size()), last ? 1 : 0);
            if (m_thrown) {
                std::rethrow_exception(m_thrown);
            }
            if (status != XML_STATUS_OK) {
                refuse(XML_ErrorString(XML_GetErrorCode(m_parser.get())));
            }
        }
    }

  private:
    [[noreturn]] void refuse(const std::string &why) const {
        throw Error(ErrorCode::bad_data,
                    fmt::format("'{}' is no sound XML: line {}: {}", m_part, XML_GetCurrentLineNumber(m_parser.get()), why));
    }

    template <class Event> void guarded(const Event &event) {
        if (m_thrown) {
            return;
        }
        try {
            event();
        } catch (...) {
            m_thrown = std::current_exception();
            XML_StopParser(m_parser.get(), XML_FALSE);
        }
    }

    static void on_start(void *self, const char *name, const char **pairs) {
        auto &reading = *static_cast<Reading *>(self);
        reading.guarded([&] {
            XmlAttributes attributes;
            for (; *pairs != nullptr; pairs += 2) {
                attributes[std::string(local_name(pairs[0]))] = pairs[1];
            }
            if (reading.m_events.at != nullptr) {
                *reading.m_events.at = static_cast<std::size_t>(XML_GetCurrentByteIndex(reading.m_parser.get()));
            }
            reading.m_events.start(local_name(name), attributes);
        });
    }
    static void on_end(void *self, const char *name) {
        auto &reading = *static_cast<Reading *>(self);
        reading.guarded([&] { reading.m_events.end(local_name(name)); });
    }
    static void on_text(void *self, const char *text, int length) {
        auto &reading = *static_cast<Reading *>(self);
        reading.guarded([&] { reading.m_events.text({text, static_cast<std::size_t>(length)}); });
    }
    static void on_doctype(void *self, const char * /*name*/, const char * /*system*/, const char * /*public*/,
                           int /*subset*/) {
        auto &reading = *static_cast<Reading *>(self);
        reading.guarded([&] {
            throw Error(ErrorCode::bad_data, fmt::format("'{}' is refused: it declares a document type (DOCTYPE), by which a "
                                                         "small file can grow without end; save it anew without one",
                                                         reading.m_part));
        });
    }

    std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserDeleter> m_parser;
    const std::string &m_part;
    const XmlEvents &m_events;
    std::exception_ptr m_thrown;
};

} // namespace

void parse_xml(std::string_view bytes, const std::string &part, const XmlEvents &events) {
    Reading(part, events).run(bytes);
}

} // namespace jingwei::gdal
