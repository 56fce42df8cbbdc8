#!/usr/bin/env bash
# Makes the container images that the tests need from Debian's archive, where no registry can be reached: official
# PostgreSQL images' stand-ins of three major versions, and the base of our own Dockerfile. As root.
#
#   make_images.sh tarballs          the images' file systems in the cache directory, made where they are missing
#   make_images.sh load [NAME...]    and from there into the engine that `docker` talks to; prints what it loaded
#   make_images.sh names             what there is
#
# The cache directory is $BOREALIS_TEST_IMAGES, else borealis/test-images in $XDG_CACHE_HOME or ~/.cache.
set -euo pipefail

cache=${BOREALIS_TEST_IMAGES:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/borealis/test-images}
# name, Debian release, PostgreSQL major version
images=(
    'postgres:17 trixie 17'
    'postgres:15 bookworm 15'
    'postgres:13 bullseye 13'
    'debian:bookworm-slim bookworm -'
)
# An image is made again when this script has changed.
digest=$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-12)

fail() { printf 'make_images.sh: %s\n' "$*" >&2; exit 1; }

tarball_of() { echo "$cache/${1//:/-}-$digest.tar"; }

# --- File systems -------------------------------------------------------------------------------------------------

# Debian's mirror of this machine's apt; for a release that has left it, the archive.
mirror_of() {
    local release=$1 mirror
    mirror=$(apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
        sed -nE 's,^main (.*/debian)/?$,\1,p' | head -n 1)
    mirror=${mirror:-http://deb.debian.org/debian}
    curl -fsI -o /dev/null "$mirror/dists/$release/Release" || mirror=http://archive.debian.org/debian
    echo "$mirror"
}

# What Debian's own images have: packages install quickly, start no daemon and bring no documents.
configure_packages() {
    local tree=$1
    mkdir -p "$tree"/etc/dpkg/dpkg.cfg.d "$tree"/etc/apt/apt.conf.d "$tree"/usr/sbin
    printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' \
        'path-exclude=/usr/share/info/*' 'path-exclude=/usr/share/locale/*' 'path-include=/usr/share/locale/locale.alias' \
        >"$tree/etc/dpkg/dpkg.cfg.d/small"
    printf '%s\n' 'APT::Install-Recommends "false";' 'Acquire::Languages "none";' 'Acquire::Check-Valid-Until "false";' \
        'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";' >"$tree/etc/apt/apt.conf.d/small"
    printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
    chmod +x "$tree/usr/sbin/policy-rc.d"
}

# Runs in the tree; its mounts and processes end with it.
in_tree() {
    local tree=$1
    shift
    unshare --mount --pid --fork --kill-child sh -euc '
        mount -t proc proc "$0/proc"
        mount --bind /dev "$0/dev"
        exec chroot "$0" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive \
            ${http_proxy:+http_proxy="$http_proxy"} "$@"' "$tree" "$@"
}

# As the official image: user 999, both locales, binaries under /usr/lib/postgresql. Without the JIT compiler, which is
# most of the size. An emulator must not depend on an image's own start script: this one fails.
add_postgres() {
    local tree=$1 major=$2
    in_tree "$tree" sh -euc '
        groupadd -r -g 999 postgres
        useradd -r -g postgres -u 999 -d /var/lib/postgresql -s /bin/bash postgres
        mkdir -p /etc/postgresql-common
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
        apt-get update -qq
        apt-get install -y -qq "postgresql-$0" locales >/dev/null
        localedef -i en_US -c -f UTF-8 -A /usr/share/locale/locale.alias en_US.UTF-8
        rm -rf "/usr/lib/postgresql/$0/lib/bitcode" "/usr/lib/postgresql/$0/lib/llvmjit"* /usr/lib/*/libLLVM*
        install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data /var/run/postgresql' "$major"
    printf '#!/bin/sh\necho "the start script of the image was called" >&2\nexit 1\n' >"$tree/usr/local/bin/docker-entrypoint.sh"
    chmod +x "$tree/usr/local/bin/docker-entrypoint.sh"
}

pack() {
    local tree=$1 name=$2
    rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/*.bin "$tree"/var/cache/apt/archives/*.deb "$tree"/var/log/*.log \
        "$tree"/var/cache/debconf/*-old "$tree"/usr/share/doc/* "$tree"/usr/share/man/*
    tar -C "$tree" --numeric-owner --one-file-system -cf "$(tarball_of "$name").part" .
    mv "$(tarball_of "$name").part" "$(tarball_of "$name")"
}

# All images of one release: they share the system at the bottom.
make_release() {
    local release=$1 tree mirror name its_release major
    mirror=$(mirror_of "$release")
    tree=$work/$release
    configure_packages "$tree"
    debootstrap --variant=minbase --components=main "$release" "$tree" "$mirror" >"$work/$release.log" 2>&1 ||
        { tail -n 20 "$work/$release.log" >&2; fail "debootstrap of $release from $mirror failed"; }
    # The plain system first: it is the one that the others add to.
    for major in - 13 15 17; do
        for image in "${images[@]}"; do
            read -r name its_release its_major <<<"$image"
            [[ $its_release == "$release" && $its_major == "$major" ]] || continue
            [[ $major == - ]] || add_postgres "$tree" "$major" >>"$work/$release.log" 2>&1 ||
                { tail -n 20 "$work/$release.log" >&2; fail "PostgreSQL $major cannot be installed"; }
            pack "$tree" "$name"
        done
    done
    rm -rf "$tree"
}

make_tarballs() {
    local image name release releases=() jobs=() job proxy=''
    mkdir -p "$cache"
    exec 9>"$cache/lock"
    flock 9
    for image in "${images[@]}"; do
        read -r name release _ <<<"$image"
        [[ -f $(tarball_of "$name") || " ${releases[*]} " == *" $release "* ]] || releases+=("$release")
    done
    ((${#releases[@]})) || return 0
    ((EUID == 0)) || fail "only root can make images"
    command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [[ -z $proxy ]] || export http_proxy=$proxy
    work=$(mktemp -d "$cache/making.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    for release in "${releases[@]}"; do
        make_release "$release" 9>&- &
        jobs+=($!)
    done
    for job in "${jobs[@]}"; do wait "$job"; done
    find "$cache" -maxdepth 1 -name '*.tar' ! -name "*-$digest.tar" -delete # of former versions of this script
}

# --- Into an engine -----------------------------------------------------------------------------------------------

load() {
    local image name major wanted=" $* " changes
    for image in "${images[@]}"; do
        read -r name _ major <<<"$image"
        [[ $# -eq 0 || $wanted == *" $name "* ]] || continue
        case $(docker image inspect -f '{{index .Config.Labels "borealis.test-image"}}' "$name" 2>/dev/null || echo absent) in
            "$digest") continue ;;
            '') continue ;; # somebody's own, perhaps the official one: used as it is
        esac
        changes=(-c "LABEL borealis.test-image=$digest" -c 'CMD ["bash"]')
        [[ $major == - ]] || changes+=(
            -c "ENV PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/$major/bin"
            -c 'ENV LANG en_US.utf8' -c 'ENV PGDATA /var/lib/postgresql/data' -c 'VOLUME /var/lib/postgresql/data' -c 'EXPOSE 5432'
            -c 'ENTRYPOINT ["docker-entrypoint.sh"]' -c 'CMD ["postgres"]'
        )
        docker import "${changes[@]}" "$(tarball_of "$name")" "$name" >/dev/null
        echo "$name"
    done
}

command=${1:-}
shift || true
case $command in
    tarballs) make_tarballs ;;
    load)
        make_tarballs
        load "$@"
        ;;
    names) printf '%s\n' "${images[@]%% *}" ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
