// A script's exit status is its container's. `complete` in a volume says that its data are all there.
#include "replication/server/docker/container_scripts.hpp"

namespace borealis::replication::docker {

const char* probe_script() {
    return R"sh(
for bin in /usr/lib/postgresql/$MAJOR/bin /usr/local/bin /usr/local/pgsql/bin /usr/pgsql-$MAJOR/bin /usr/libexec/postgresql$MAJOR; do
    [ -x "$bin/postgres" ] && exec "$bin/postgres" --version
done
exec postgres --version
)sh";
}

const char* template_script() {
    return R"sh(
set -eu
umask 022
home=/borealis
for bin in /usr/lib/postgresql/$MAJOR/bin /usr/local/bin /usr/local/pgsql/bin /usr/pgsql-$MAJOR/bin /usr/libexec/postgresql$MAJOR ''; do
    [ -x "$bin/initdb" ] && break
done
if [ -z "$bin" ]; then
    bin=$(command -v initdb) || { echo "this image has no initdb of PostgreSQL $MAJOR" >&2; exit 1; }
    bin=${bin%/initdb}
fi

id postgres >/dev/null 2>&1 || {
    echo 'postgres:x:999:' >>/etc/group
    echo 'postgres:x:999:999::/borealis:/bin/sh' >>/etc/passwd
}
uid=$(id -u postgres)
gid=$(id -g postgres)
as_postgres() {
    if command -v setpriv >/dev/null && setpriv --reuid=0 true 2>/dev/null; then
        exec setpriv --reuid="$uid" --regid="$gid" --clear-groups "$@"
    elif command -v gosu >/dev/null; then exec gosu postgres "$@"
    elif command -v su-exec >/dev/null; then exec su-exec postgres "$@"
    else exec chroot --userspec="$uid:$gid" / "$@"
    fi
}

extensions=$(dirname "$(find /usr /opt -name plpgsql.control 2>/dev/null | sort | grep -e "/$MAJOR/" -e . -m1)")
for name in $TRUSTED; do
    control="$extensions/$name.control"
    [ -f "$control" ] || continue
    { grep -v '^[[:space:]]*trusted' "$control" || true; echo 'trusted = true'; } >"$control.new"
    mv "$control.new" "$control"
done

locale=C.UTF-8
if locale -a 2>/dev/null | grep -qi '^en_US\.utf-*8$'; then locale=en_US.UTF-8
elif ! locale -a 2>/dev/null | grep -qi '^C\.utf-*8$'; then locale=C
fi

mkdir -p $home/template $home/server $home/conf
chown "$uid:$gid" $home/template $home/server $home/conf $home/conf/*
chmod 755 $home
chmod 700 $home/template $home/server $home/conf
provider=
[ "$MAJOR" -lt 15 ] || provider=--locale-provider=libc
(as_postgres "$bin/initdb" -D $home/template/data -U "$SUPERUSER" -E UTF8 --locale="$locale" $provider \
    --wal-segsize="$SEGMENT_MB" --auth-local=trust --auth-host=scram-sha-256 \
    --pwfile=$home/conf/password --no-sync >$home/conf/initdb.log 2>&1) || { cat $home/conf/initdb.log >&2; exit 1; }

as_postgres "$bin/postgres" -D $home/template/data -c config_file=$home/conf/postgresql.conf &
server=$!
trap 'kill -INT $server' INT
while kill -0 $server 2>/dev/null; do wait $server || true; done
trap - INT

# The unwritten end of the last WAL segment is zeros: not worth to be kept in an image.
cd $home/template
at=$(LC_ALL=C "$bin/pg_controldata" -D data | sed -n 's/^Latest checkpoint location: *//p')
state=$(LC_ALL=C "$bin/pg_controldata" -D data | sed -n 's/^Database cluster state: *//p')
[ "$state" = 'shut down' ] || { echo "the template's server ended: $state" >&2; exit 1; }
used=$(( (0x${at#*/} % SEGMENT_BYTES) / 8192 * 8192 + 16384 ))
last=$(ls data/pg_wal | grep -E '^[0-9A-F]{24}$' | sort | tail -n 1)
[ "$used" -ge "$SEGMENT_BYTES" ] || truncate -s "$used" "data/pg_wal/$last"
rm -f data/postmaster.opts data/postmaster.pid
cp data/global/pg_control pg_control
printf '%s\n' "$bin" "$uid" "$gid" "$locale" >about
(umask 077 && printf '*:*:*:*:%s\n' "$(cat $home/conf/password)" >pgpass)
rm -rf $home/conf/*
chown "$uid:$gid" about pg_control pgpass
)sh";
}

const char* server_script() {
    return R"sh(
set -eu
umask 077
cd /borealis/server
if [ ! -e complete ]; then
    rm -rf data
    cp -a /borealis/template/data data
    for segment in data/pg_wal/????????????????????????; do
        truncate -s "$SEGMENT_BYTES" "$segment"
        printf "$IDENTIFIER" | dd of="$segment" bs=8 seek=3 conv=notrunc status=none
    done
    printf "$CONTROL" | dd of=data/global/pg_control conv=notrunc status=none
    : >complete
fi
[ -z "${ONLY_COPY:-}" ] || exit 0
rm -f data/postmaster.pid
printf '%s' "$CONF" >/borealis/conf/postgresql.conf
printf '%s' "$HBA" >/borealis/conf/pg_hba.conf
unset CONF HBA CONTROL IDENTIFIER
exec "$BIN/postgres" -D /borealis/server/data -c config_file=/borealis/conf/postgresql.conf
)sh";
}

const char* backup_script() {
    return R"sh(
set -eu
umask 077
cd /borealis/server
rm -rf complete data
"$BIN/pg_basebackup" "$@"
: >data/standby.signal
: >data/postgresql.auto.conf
: >complete
)sh";
}

} // namespace borealis::replication::docker
