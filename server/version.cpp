#include "server/command/command.hpp"

namespace jingwei::server {

const char *program_version() {
    return JINGWEI_VERSION;
}

} // namespace jingwei::server
