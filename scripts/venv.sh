#!/usr/bin/env bash
# Makes the environment $1 from requirements/dev.txt, with hashes, and installs the package in it.
# Uses $PYTHON (3.11 or newer). Needs only the package registries.
set -euo pipefail
venv=$1
python=${PYTHON:-python3}

fail() { echo "helhed: $*" >&2; exit 1; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  fail "Python 3.11 or newer is needed; say which one with 'make PYTHON=/path/to/python3 …'."

tools=$venv-tools
if [ ! -x "$tools/bin/uv" ]; then
  rm -rf "$tools"
  if ! "$python" -m venv "$tools" >/dev/null 2>&1; then
    rm -rf "$tools"
    if "$python" -m pip --version >/dev/null 2>&1; then
      "$python" -m venv --without-pip "$tools"
      "$python" -m pip --quiet --python "$tools/bin/python" install uv
    elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      echo "helhed: installing Debian's python3-venv"
      apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
      "$python" -m venv "$tools"
    else
      fail "Python's venv is missing: ask an administrator to run 'apt-get install python3-venv'."
    fi
  fi
  [ -x "$tools/bin/uv" ] || "$tools/bin/pip" --quiet --disable-pip-version-check install uv
fi

# uv trusts the certificates of the machine, as pip does; two names for the same in its versions.
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
uv=$tools/bin/uv
[ -x "$venv/bin/python" ] || "$uv" venv --quiet --python "$python" "$venv"
if ! "$uv" pip sync --quiet --python "$venv/bin/python" --require-hashes requirements/dev.txt; then
  echo "helhed: uv could not fetch the packages; trying pip, which knows the settings of this machine"
  pip=("$tools/bin/pip")
  [ -x "$tools/bin/pip" ] || pip=("$python" -m pip)
  "${pip[@]}" --quiet --disable-pip-version-check --python "$venv/bin/python" \
    install --require-hashes -r requirements/dev.txt
fi
"$uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
