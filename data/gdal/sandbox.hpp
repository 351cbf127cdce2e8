#pragma once

namespace jingwei::gdal {

/// Shuts the process in before a foreign file is touched: no network, 2 GiB of memory, 120 s of processor time, no new
/// privileges, dead with its parent. What the kernel does not permit is left out.
void enter_sandbox();

} // namespace jingwei::gdal
