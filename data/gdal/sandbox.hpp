#pragma once

namespace jingwei::gdal {

/// What to say where the memory did not do.
constexpr const char *too_much_memory =
    "reading the file needs more than the 2 GiB of memory that it may take and was stopped; split the file";

/// Shuts the process in before a foreign file is touched: no sockets and no other programs (seccomp, which needs no right),
/// an empty network of its own where the kernel permits that, no new privileges, dead with its parent; 2 GiB of memory, 120 s
/// of processor time, 4 GiB a file written, no core dump. A limit that the caller has set lower stays.
void enter_sandbox();

} // namespace jingwei::gdal
