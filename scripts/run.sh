#!/usr/bin/env bash
# A synthetic municipality in the database file $2 (scale $3, seed $4), served at $5.
# Called by `make run`; needs nothing but the environment $1. Run it again as often as you like.
set -euo pipefail
umask 077
bin=$1 file=$2 scale=$3 seed=$4 bind=$5
mkdir -p "$(dirname "$file")"
export DATABASE_URL="sqlite:///$file"
"$bin/helhed" demo --scale "$scale" --seed "$seed" --database "$DATABASE_URL"
exec "$bin/helhed" serve --bind "$bind"
