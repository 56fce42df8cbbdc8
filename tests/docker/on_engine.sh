#!/bin/sh
# Runs a test where a container engine answers, and is skipped (77) elsewhere. tests/docker/engine.py brings an engine.
docker version >/dev/null 2>&1 || { echo "Skipped: no container engine answers"; exit 77; }
exec "$@"
