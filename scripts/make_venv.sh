#!/usr/bin/env bash
# Makes a virtual environment with the newest Python there is (3.11 or newer) and installs a lock file into it.
# On a bare Debian machine it first installs Python and its venv module.
set -euo pipefail
venv=$1 lock=$2

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
}

install_python() {
  if ! command -v apt-get >/dev/null; then
    echo "Python 3.11 or newer with its venv module is needed; install it and run make again." >&2
    exit 1
  fi
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv
}

[ -n "$(find_python)" ] || install_python
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  rm -rf "$venv"
  "$(find_python)" -m venv "$venv" 2>/dev/null || { rm -rf "$venv"; install_python; "$(find_python)" -m venv "$venv"; }
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
