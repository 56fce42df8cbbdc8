# The emulator as images. BuildKit builds them (DOCKER_BUILDKIT=1 where it is not the default):
#
#   docker build -t borealis .                         servers are containers: needs the socket of a Docker engine
#   docker build -t borealis:local --target local .    servers are processes in the same container: needs nothing
#
# BASE_IMAGE is Debian 12, or what stands in for it. Repeated builds are quick: objects are kept in a cache mount. OBJECTS is an
# image with objects that were compiled elsewhere, a remote storage of ccache.
ARG BASE_IMAGE=debian:bookworm-slim
ARG OBJECTS=scratch

# --- The console ----------------------------------------------------------------------------------------------------

FROM ${BASE_IMAGE} AS console
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm ca-certificates
WORKDIR /source/emulator/console
COPY emulator/console/package.json emulator/console/package-lock.json ./
# Where a proxy answers in the registry's stead with certificates of its own: --secret id=certificates,src=FILE
RUN --mount=type=cache,target=/npm --mount=type=secret,id=certificates \
    if [ -e /run/secrets/certificates ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/certificates; fi; \
    npm ci --cache /npm --omit=dev --loglevel=error --no-fund --no-audit
COPY emulator/console ./
RUN node node_modules/vite/bin/vite.js build --outDir /console --emptyOutDir --logLevel warn

# --- The program ----------------------------------------------------------------------------------------------------

FROM ${OBJECTS} AS objects

FROM ${BASE_IMAGE} AS program
WORKDIR /source
COPY dev ./
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(./dev packages)
COPY . .
# Where a build without Node.js takes the console from.
COPY --from=console /console emulator/console/not_built
# With whose locale OBJECTS were compiled ("LANG=C.UTF-8"): to ccache an object with warnings in another language is another.
ARG LOCALE=""
# As deep in the source as the builds of ./dev are: their objects have the same relative paths, so ccache knows them.
RUN --mount=type=cache,target=/ccache --mount=type=bind,from=objects,target=/objects \
    export CCACHE_DIR=/ccache CCACHE_REMOTE_STORAGE='file:/objects|read-only' ${LOCALE} && \
    cmake -S . -B build/image -G Ninja -DCMAKE_BUILD_TYPE=Release -DBOREALIS_TESTS=OFF -DBOREALIS_CONSOLE=OFF && \
    cmake --build build/image --target borealis && \
    strip -o /usr/bin/borealis build/image/borealis
# The file system of an image with nothing else in it: the program, its libraries (cairo is loaded when it is needed, ldd does
# not know of it), a font, a user, and room for data; and the packages that its libraries are from.
RUN mkdir -p /image/usr/bin /image/etc /image/var/lib && \
    cp /usr/bin/borealis /image/usr/bin/ && \
    cairo=$(echo /usr/lib/*/libcairo.so.2) && \
    { echo "$cairo"; ldd /usr/bin/borealis; ldd "$cairo"; } | grep -oE '/[^ ]+' | sort -u >/libraries && \
    xargs cp --parents --dereference -t /image </libraries && \
    sed 's,.*/,*/,' /libraries | xargs dpkg -S | cut -d : -f 1 | sort -u >/packages && \
    cp -r --parents /etc/fonts /usr/share/fontconfig /usr/share/fonts/truetype/dejavu /image && \
    echo 'borealis:x:65532:65532::/var/lib/borealis:/sbin/nologin' >/image/etc/passwd && \
    printf 'root:x:0:0::/:/sbin/nologin\n' >>/image/etc/passwd && \
    printf 'borealis:x:65532:\nroot:x:0:\n' >/image/etc/group && \
    install -d -m 1777 /image/tmp /image/var/lib/borealis /image/var/lib/borealis/cache

# --- Servers in the same container ----------------------------------------------------------------------------------

FROM ${BASE_IMAGE} AS local
# One or several, as Debian names them; without their JIT compiler, which would be a third of the image.
ARG POSTGRESQL=postgresql-15
COPY --from=program /packages /
RUN mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf && \
    apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${POSTGRESQL} $(cat /packages) && \
    rm -rf /packages /var/lib/apt/lists/* /var/cache/apt /var/log/*.log \
        /usr/lib/postgresql/*/lib/bitcode /usr/lib/postgresql/*/lib/llvmjit* /usr/lib/*/libLLVM* && \
    install -d -o postgres -g postgres -m 700 /var/lib/borealis
COPY --from=program /usr/bin/borealis /usr/bin/borealis
ENV BOREALIS_LISTEN=0.0.0.0:4566 \
    BOREALIS_BACKEND=local \
    BOREALIS_SERVER_ADDRESS=0.0.0.0 \
    BOREALIS_DATA_DIR=/var/lib/borealis/data \
    BOREALIS_CACHE_DIR=/var/lib/borealis/cache \
    HOME=/var/lib/borealis
# PostgreSQL refuses root, and nothing here needs it.
USER postgres
EXPOSE 4566
HEALTHCHECK --interval=2s --timeout=3s --start-period=60s CMD ["borealis", "health"]
ENTRYPOINT ["borealis"]
CMD ["serve"]

# --- Servers in containers of their own -----------------------------------------------------------------------------

FROM scratch AS emulator
COPY --from=program /image /
ENV BOREALIS_LISTEN=0.0.0.0:4566 \
    BOREALIS_BACKEND=docker \
    BOREALIS_SERVER_ADDRESS=0.0.0.0 \
    BOREALIS_CACHE_DIR=/var/lib/borealis/cache \
    HOME=/var/lib/borealis \
    PATH=/usr/bin
# The socket of an engine belongs to root and a group: give this user the group (--group-add), or run as root.
USER 65532:65532
EXPOSE 4566
HEALTHCHECK --interval=2s --timeout=3s --start-period=60s CMD ["borealis", "health"]
ENTRYPOINT ["borealis"]
CMD ["serve"]
