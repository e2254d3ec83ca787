#!/usr/bin/env bash
# Copies the parts of Det Fælles Designsystem (npm package dkfds) that the pages use into the
# package: style sheet, script, three font weights, icons, licence texts. The font-face rules of the
# style sheet are taken out (fonts.css of ours names the same fonts, woff2 only), and so are the
# references to source maps. Needs npm. Run again to take in a new version.
set -euo pipefail
version=${1:-11.2.0}
to=$(pwd)/src/helhed/apps/layout/web/static/dkfds
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "dkfds@$version" >/dev/null
tar xzf dkfds-*.tgz
rm -rf "$to" && mkdir -p "$to/fonts" "$to/css" "$to/js" "$to/img/svg-icons"
python3 - "$work/package/dist" "$to" <<'PY'
import re, sys, pathlib
source, target = map(pathlib.Path, sys.argv[1:])
css = (source / "css/dkfds.min.css").read_text(encoding="utf-8")
css = re.sub(r"@font-face\{[^}]*\}", "", css)
css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
css = re.sub(r"url\(\.\./img/[^)]*\.png\)", "none", css)  # placeholders for logos
(target / "css/dkfds.min.css").write_text(css, encoding="utf-8")
js = (source / "js/dkfds.min.js").read_text(encoding="utf-8")
(target / "js/dkfds.min.js").write_text(
    re.sub(r"//# sourceMappingURL=.*", "", js), encoding="utf-8"
)
for name in sorted(set(re.findall(r"url\(\.\./(img/svg-icons/[^)]*)\)", css))):
    (target / name).write_bytes((source / name).read_bytes())
PY
for weight in Regular Italic Medium SemiBold Bold; do
  cp "package/dist/fonts/IBMPlexSans/complete/woff2/IBMPlexSans-$weight.woff2" "$to/fonts/"
done
cp package/dist/fonts/IBMPlexSans/complete/woff2/license.txt "$to/fonts/LICENSE-OFL.txt" 2>/dev/null ||
  cp package/dist/fonts/IBMPlexSans/complete/ttf/license.txt "$to/fonts/LICENSE-OFL.txt"
cp package/dist/img/all-svg-icons.svg "$to/icons.svg"
cp package/LICENSE.md "$to/LICENSE.md"
echo "$version" > "$to/VERSION"
