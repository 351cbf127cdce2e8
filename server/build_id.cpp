#include "server/app.hpp"
#include "server/command/command.hpp"

#include <cstring>
#include <elf.h>
#include <link.h>
#include <string_view>

namespace jingwei::server {

namespace {

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 15U];
    }
    return out;
}

constexpr std::size_t aligned(std::size_t size) {
    return (size + 3) & ~std::size_t{3};
}

/// Looks through one segment of ELF notes for the GNU build id.
std::string find_in_notes(std::string_view notes) {
    while (notes.size() >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) header{};
        std::memcpy(&header, notes.data(), sizeof header);
        const std::size_t content = sizeof header + aligned(header.n_namesz);
        const std::size_t size = content + aligned(header.n_descsz);
        if (size > notes.size()) {
            return {};
        }
        if (header.n_type == NT_GNU_BUILD_ID && notes.substr(sizeof header, 3) == "GNU") {
            return to_hex(notes.substr(content, std::min<std::size_t>(header.n_descsz, 6)));
        }
        notes.remove_prefix(size);
    }
    return {};
}

/// Called for the program first, then for its libraries; only the program counts.
int read_program_notes(dl_phdr_info *info, std::size_t /*size*/, void *out) {
    for (std::size_t i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr) &header = info->dlpi_phdr[i];
        if (header.p_type == PT_NOTE) {
            const auto address = static_cast<std::uintptr_t>(info->dlpi_addr + header.p_vaddr);
            const std::string id = find_in_notes({reinterpret_cast<const char *>(address), header.p_memsz}); // NOLINT
            if (!id.empty()) {
                *static_cast<std::string *>(out) = id;
            }
        }
    }
    return 1;
}

} // namespace

std::string build_id() {
    std::string id;
    dl_iterate_phdr(read_program_notes, &id);
    return id.empty() ? std::string(program_version()) : id;
}

} // namespace jingwei::server
