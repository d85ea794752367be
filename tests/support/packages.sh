# packages.sh - the one list of Debian 12 packages that the project needs, and the way to install what is missing.
#
# Sourced by `run`, `check` and the benchmarks:
#
#     . tests/support/packages.sh
#     packages_install build check || exit 1
#
# Groups:
#     build   compile daemon, clients and schemas
#     run     the demonstration, beyond build
#     check   every suite, format, lint and shape, beyond build
#     long    what only `check --long` runs
#     bench   the peers that tests/bench measures against
#
# An entry `name:command` counts as present when the command is on the PATH, whoever installed it.

# packages_of - print the packages of one group, one a line.
#
#   $1   the group
#
# Returns 1 for a group that does not exist.
packages_of() {
    case $1 in
    build)
        printf '%s\n' gcc libc6-dev binutils make meson ninja-build pkg-config \
            protobuf-compiler libprotobuf-dev protobuf-c-compiler libprotobuf-c-dev \
            libzmq3-dev liblmdb-dev libyaml-dev libsodium-dev \
            libjansson-dev
        ;;
    run)
        printf '%s\n' python3 procps
        ;;
    check)
        printf '%s\n' git clang clang-format clang-tidy libclang-rt-14-dev llvm cppcheck \
            python3 python3-zmq python3-protobuf python3-yaml \
            systemd procps iproute2 util-linux strace faketime e2fsprogs mandoc curl ca-certificates npm:npm
        ;;
    long)
        printf '%s\n' valgrind
        ;;
    bench)
        printf '%s\n' redis-server mosquitto mosquitto-clients nats-server postgresql \
            python3-redis strace procps
        ;;
    *)
        printf 'packages: there is no group "%s"\n' "$1" >&2
        return 1
        ;;
    esac
}

# packages_missing - print those packages of the given groups that are not installed.
#
#   $@   groups
packages_missing() {
    for packages_group in "$@"; do
        packages_of "$packages_group" || return 1
    done | sort -u | while IFS=: read -r packages_name packages_command; do
        if [ -n "$packages_command" ] && command -v "$packages_command" >/dev/null 2>&1; then
            continue
        fi
        packages_state=$(dpkg-query -W -f='${db:Status-Status}' "$packages_name" 2>/dev/null)
        [ "$packages_state" = installed ] || printf '%s\n' "$packages_name"
    done
}

# packages_as_root - run a command with the rights that apt needs.
packages_as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        printf 'packages: neither root nor sudo; run as root: %s\n' "$*" >&2
        return 1
    fi
}

# packages_install - install what the given groups lack; ask nothing, say little.
#
#   $@   groups
#
# Returns 0 when all of it is there afterwards; otherwise says what is not and returns 1.
packages_install() {
    for packages_group in "$@"; do
        packages_of "$packages_group" >/dev/null || return 1
    done
    packages_wanted=$(packages_missing "$@" | tr '\n' ' ')
    [ -n "${packages_wanted% }" ] || return 0
    printf 'installing: %s\n' "$packages_wanted"
    packages_log=$(mktemp) || return 1
    # In a container without systemd RUNLEVEL=1 makes invoke-rc.d leave the servers among them off.
    # shellcheck disable=SC2086 # the list is words on purpose
    if ! packages_as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq \
            >"$packages_log" 2>&1 </dev/null ||
        ! packages_as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
            apt-get install -y -qq --no-install-recommends $packages_wanted \
            >>"$packages_log" 2>&1 </dev/null; then
        printf 'packages: apt-get failed; its last words:\n' >&2
        tail -n 15 "$packages_log" >&2
    fi
    rm -f "$packages_log"
    packages_wanted=$(packages_missing "$@" | tr '\n' ' ')
    [ -n "${packages_wanted% }" ] || return 0
    printf 'packages: still missing: %s\n' "$packages_wanted" >&2
    return 1
}
