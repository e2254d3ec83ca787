#!/usr/bin/env bash
# Everything that can be checked without running the tests. Every check is made even when an
# earlier one fails.
set -uo pipefail
bin=$1
failed=0

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HELHED_HOME=$home DJANGO_SETTINGS_MODULE=helhed.project.settings

check() { # title, then the command
  local title=$1 told
  shift
  if told=$("$@" 2>&1); then echo "ok      $title"
  else echo "FAILED  $title"; printf '%s\n' "$told" | sed 's/^/        /'; failed=1; fi
}

check "style (ruff check)" "$bin/ruff" check --quiet .
check "layout (ruff format)" "$bin/ruff" format --quiet --diff .
check "types (mypy)" "$bin/mypy"
check "import contracts (import-linter)" "$bin/lint-imports" --no-cache
check "migrations match the models" "$bin/python" -m django makemigrations --check --dry-run
check "generated reference is fresh" "$bin/python" scripts/reference.py --check
[ ! -f scripts/translations.py ] ||
  check "translations are complete" "$bin/python" scripts/translations.py --check
check "no host name, no path of a machine" "$bin/python" scripts/clean_text.py
exit "$failed"
