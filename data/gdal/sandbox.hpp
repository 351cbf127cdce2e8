#pragma once

namespace jingwei::gdal {

/// Shuts the process in before a foreign file is touched: no sockets and no other programs (seccomp, which needs no right),
/// an empty network of its own where the kernel permits that, no new privileges, dead with its parent; 2 GiB of memory, 120 s
/// of processor time, 4 GiB a file written, no core dump. A limit that the caller has set lower stays.
void enter_sandbox();

} // namespace jingwei::gdal
