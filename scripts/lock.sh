#!/usr/bin/env bash
# Renews the locked requirements: hashes, markers for every platform, and no host name.
set -euo pipefail
uv=${UV:-.venv-tools/bin/uv}
[ -x "$uv" ] || uv=uv
compile() {
  local out=$1; shift
  "$uv" pip compile pyproject.toml "$@" --universal --python-version 3.11 \
    --generate-hashes --no-header --quiet -o "requirements/$out.txt"
}
compile base
compile dev --extra dev --extra cluster
for extra in analyse forecast cluster saml; do compile "$extra" --extra "$extra"; done
