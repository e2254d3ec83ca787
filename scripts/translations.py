"""Keeps the English catalogue whole: gathers every Danish text, and says what has no English.

    python scripts/translations.py            gather, keep what is translated, write .po and .mo
    python scripts/translations.py --check    exit 1 when a text lacks English or a file is stale

Texts are found where they stand: in the parsed templates, in calls of gettext and screen_text, and
in tables: the names of the services, the concepts of FFB that a page shows, what each parameter
of the law means, and the months.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "helhed"
FOLDER = SOURCE / "apps" / "layout" / "locale" / "en" / "LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "screen_text": None,
    "ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
Message = str | tuple[str, str]


def from_python() -> Iterator[Message]:
    """Texts in calls of the known functions."""
    for path in sorted(SOURCE.rglob("*.py")):
        with path.open("rb") as file:
            for _, function, message, _ in extract_python(file, list(KEYWORDS), [], {}):
                texts = message if isinstance(message, tuple) else (message,)
                if function == "ngettext":
                    yield texts[0], texts[1]
                else:
                    yield from (text for text in texts if text)


def from_templates() -> Iterator[Message]:
    """Texts in templates, as Django itself parses them."""
    from django.template import engines
    from django.template.base import Node, Variable
    from django.template.library import SimpleNode
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    engine = engines["django"].engine
    for folder in engine.dirs:
        for path in sorted(Path(folder).rglob("*.html")):
            nodes = engine.get_template(str(path.relative_to(folder))).nodelist
            for node in nodes.get_nodes_by_type(Node):
                if isinstance(node, TranslateNode):
                    text = str(node.filter_expression.var)
                    # Django asks for the text with its percent signs doubled.
                    is_literal = isinstance(node.filter_expression.var, Variable)
                    yield (text.strip("\"'") if is_literal else text).replace("%", "%%")
                elif isinstance(node, BlockTranslateNode):
                    singular = node.render_token_list(node.singular)[0]
                    if node.plural:
                        yield singular, node.render_token_list(node.plural)[0]
                    else:
                        yield singular
                elif isinstance(node, SimpleNode) and node.func.__name__ == "badge":
                    text = node.args[0].var
                    if isinstance(text, str):
                        yield text


def from_tables() -> Iterator[Message]:
    """Names of services, concepts, parameters and months, which are shown by the same door."""
    from helhed.apps.layout.web.templatetags.helhed import MONTHS
    from helhed.rules.assessments.ffb import Kind, concepts
    from helhed.rules.decisions.ydelser import services

    unseen = (Kind.SERVICE, Kind.OFFER)
    yield from (service.name for service in services().values())
    yield from (one.name for one in concepts().values() if one.kind not in unseen)
    yield from MONTHS
    for path in sorted(SOURCE.glob("rules/*/parameters/*.toml")):
        for parameter in tomllib.loads(path.read_text(encoding="utf-8")).values():
            yield from (parameter["meaning"], parameter["unit"])


def gathered() -> dict[str, Message]:
    """Every text once, by its (singular) self."""
    found: dict[str, Message] = {}
    for message in [*from_python(), *from_templates(), *from_tables()]:
        key = message[0] if isinstance(message, tuple) else message
        if key.strip() and (key not in found or isinstance(message, tuple)):
            found[key] = message
    return found


def catalogue(old: Catalog) -> Catalog:
    """The texts of today with the English that was there."""
    new = Catalog(
        locale="en",
        header_comment="# English.",
        project="Helhed",
        version="0",
        msgid_bugs_address="",
        last_translator="Helhed",
        language_team="Helhed",
        fuzzy=False,
    )
    new.creation_date = new.revision_date = old.creation_date
    for key, message in sorted(gathered().items()):
        before = old.get(key)
        english = before.string if before is not None else ""
        if isinstance(message, tuple) and isinstance(english, str):
            english = (english, english)
        elif isinstance(message, str) and isinstance(english, tuple):
            english = english[0]
        new.add(message, english)
    return new


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    """A text as its forms: one, or singular and plural."""
    return text if isinstance(text, tuple) else (text,)


def faults(catalog: Catalog) -> list[str]:
    """What is not translated, or loses a value on the way."""
    found = []
    for message in catalog:
        if not message.id:
            continue
        ids, strings = forms(message.id), forms(message.string)
        if not all(strings):
            found.append(f"no English for {ids[0]!r}")
        elif len({frozenset(PLACEHOLDER.findall(t)) for t in (ids[-1], *strings[-1:])}) > 1:
            found.append(f"other values in the English of {ids[0]!r}")
    return found


def written(catalog: Catalog) -> tuple[bytes, bytes]:
    """The .po and .mo of a catalogue."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, width=100, sort_output=True, omit_header=False, no_location=True)
    write_mo(mo, catalog)
    return po.getvalue(), mo.getvalue()


def main() -> int:
    """Gather and write, or check."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helhed.project.settings")
    django.setup()
    po_path, mo_path = FOLDER / "django.po", FOLDER / "django.mo"
    old = Catalog(locale="en")
    if po_path.exists():
        with po_path.open("rb") as file:
            old = read_po(file, locale="en")
    new = catalogue(old)
    po, mo = written(new)
    if "--check" not in sys.argv:
        FOLDER.mkdir(parents=True, exist_ok=True)
        po_path.write_bytes(po)
        mo_path.write_bytes(mo)
    found = faults(new)
    for path, content in ((po_path, po), (mo_path, mo)):
        if not path.exists() or path.read_bytes() != content:
            found.append(f"{path.name} is stale: run python scripts/translations.py")
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
