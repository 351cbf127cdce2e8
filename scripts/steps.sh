# Sourced by the other scripts: the steps they share. Everything runs from the root of the repository.
# -h and --help show the comment at the head of the script.
case ${1:-} in
-h | --help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*"; }

# How many compilers at once: one a core, but no more than one for each 1.5 GB of memory.
build_jobs() {
    local cores memory_kb jobs
    cores=$(nproc)
    memory_kb=$(awk '/^MemTotal/ {print $2}' /proc/meminfo)
    jobs=$((memory_kb / 1500000))
    ((jobs < 1)) && jobs=1
    echo $((jobs < cores ? jobs : cores))
}

# build <preset> <cmake cache options> -- <targets>: configures and builds; no targets means all of them.
build() {
    local preset=$1 options=()
    shift
    while (($#)) && [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    (($#)) && shift
    say "build $preset"
    mkdir -p build
    cmake --preset "$preset" "${options[@]}" >"build/configure-$preset.log" 2>&1 || {
        cat "build/configure-$preset.log"
        return 1
    }
    cmake --build "build/$preset" -j "$(build_jobs)" ${1:+--target "$@"}
}
