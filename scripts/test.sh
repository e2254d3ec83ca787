#!/usr/bin/env bash
# The tests. $2 says which: fast (no database), engines (those with slow twins, and the kernel),
# apps (SQLite and PostgreSQL), journeys (a real browser, both databases) or all. Every part is
# run even when an earlier one fails.
set -uo pipefail
bin=$1 part=${2:-all}
failed=0

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HELHED_HOME=$home
export HYPOTHESIS_STORAGE_DIRECTORY=$home/hypothesis

there() { for folder in "$@"; do [ -d "$folder" ] && echo "$folder"; done; true; }

run() { # title, then the command
  local title=$1 began=$SECONDS; shift
  echo "== $title"
  if "$@"; then echo "   $title: passed in $((SECONDS - began)) s"
  else echo "   $title: FAILED after $((SECONDS - began)) s"; failed=1; fi
}

on_both() { # title, folders, more arguments of pytest
  local title=$1 folders=$2; shift 2
  [ -n "$folders" ] || return 0
  # shellcheck disable=SC2086  # folders are several words
  run "$title on SQLite" "$bin/pytest" --ds helhed.project.settings $folders "$@"
  # shellcheck disable=SC2086
  run "$title on PostgreSQL" "$bin/python" scripts/with_postgres.py \
    "$bin/pytest" --ds helhed.project.settings $folders "$@"
}

find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    type -P "$name" && return 0
  done
  return 1
}

install() { # Debian packages, where that is possible
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "helhed: installing Debian's $*" >&2
  apt-get update -qq >&2 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
      >/dev/null 2>&1
}

chromium() { # the browser's path, installed first where that is possible
  find_chromium || { install chromium && find_chromium; }
}

driver_starts() { # the program between Playwright and the browser needs libatomic
  "$bin/python" -c 'from playwright._impl._driver import compute_driver_executable as driver
import subprocess
subprocess.run([driver()[0], "--version"], check=True, capture_output=True)' 2>/dev/null
}

fast() {
  # shellcheck disable=SC2046
  run "Kernel and rules" "$bin/pytest" -p no:django $(there tests/kernel tests/rules)
  # shellcheck disable=SC2046
  run "Engines and conventions" "$bin/pytest" -p no:django -n 2 \
    $(there tests/engines tests/fhir tests/bench tests/conventions)
}

engines() {
  run "Engines" "$bin/pytest" -p no:django -n 2 tests/engines/test_commitments.py \
    tests/engines/test_commitments_cli.py tests/engines/test_refunds.py tests/kernel \
    tests/engines/test_episodes_theory.py tests/engines/test_forecast_worlds.py
}

apps() { on_both "Apps and pages" "$(there tests/apps tests/pages | xargs)" -n 2; }

journeys() {
  [ -d tests/journeys ] || return 0
  local browser
  if ! browser=$(chromium); then
    echo "helhed: the journeys are skipped, because no Chromium was found; ask an administrator to run 'apt-get install chromium'."
    return 0
  fi
  if ! driver_starts && ! { install libatomic1 && driver_starts; }; then
    echo "helhed: the journeys are skipped, because Playwright's driver does not start; ask an administrator to run 'apt-get install libatomic1'."
    return 0
  fi
  export HELHED_CHROMIUM=$browser
  on_both "Journeys" tests/journeys -n 2
}

case $part in
  fast | engines | apps | journeys) "$part" ;;
  all) fast; apps; journeys ;;
  *) echo "helhed: '$part' is none of fast, engines, apps, journeys, all" >&2; exit 2 ;;
esac
exit "$failed"
