#!/usr/bin/env bash
# Makes sure there is a PostgreSQL server for the tests of the workspace's store; they start it themselves.
set -euo pipefail

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

command -v initdb >/dev/null && exit 0
for folder in /usr/lib/postgresql/*/bin; do [ -x "$folder/initdb" ] && exit 0; done
if ! command -v apt-get >/dev/null; then
  echo "PostgreSQL's server programs (initdb, pg_ctl) are needed for the tests; install them and run make again." >&2
  exit 1
fi
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql
