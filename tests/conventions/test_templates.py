"""No dead templates and no dead addresses; every Danish text on a page can be translated."""

import re

from tests.conventions.house import ROOT, kept_files, routes, source_files, templates, text_of

RENDERED_BY_DJANGO = re.compile(r"^(?:(?:400|403|404|500)\.html|django/forms/widgets/\w+\.html)$")


def mentioned(name):
    """Whether a text stands in any source file or template, quoted."""
    return any(f'"{name}"' in text or f"'{name}'" in text for text in _texts())


def _texts():
    return [text_of(path) for path in source_files()] + [
        text_of(path) for path in kept_files() if path.suffix == ".html"
    ]


def test_every_template_is_rendered_or_included_somewhere():
    everything = "\n".join(_texts())
    dead = [
        name
        for name in templates()
        if f'"{name}"' not in everything
        and f"'{name}'" not in everything
        and not RENDERED_BY_DJANGO.match(name)
    ]
    assert dead == []


def test_every_template_that_is_rendered_is_there():
    asked = set()
    for path in source_files():
        asked |= set(re.findall(r"\"((?:[a-z_]+/)+[a-z_0-9]+\.html)\"", text_of(path)))
    for path in templates().values():
        pattern = r"{% (?:include|extends) [\"']([^\"']+)[\"']"
        asked |= set(re.findall(pattern, text_of(path)))
    django_own = {name for name in asked if name.startswith("django/")}
    assert asked - django_own - set(templates()) == set()


def test_every_address_has_a_name_that_somebody_uses():
    everything = "\n".join(_texts())
    dead = [
        name
        for name, _, view in routes()
        if not view.__module__.startswith("django.")
        and f'"{name}"' not in everything
        and f"'{name}'" not in everything
    ]
    assert dead == []


def test_every_address_that_is_linked_to_is_there():
    known = {name for name, _, _ in routes()}
    asked = {}
    for path in [*source_files(), *templates().values()]:
        text = text_of(path)
        for name in re.findall(r"{% url ['\"]([a-z-]+:[a-z-]+)['\"]", text):
            asked.setdefault(name, str(path))
        for name in re.findall(r"(?:reverse|redirect)\(\s*\"([a-z-]+:[a-z-]+)\"", text):
            asked.setdefault(name, str(path))
    assert {name: where for name, where in asked.items() if name not in known} == {}


def test_no_two_addresses_share_a_name_or_a_pattern():
    names = [name for name, _, _ in routes()]
    assert sorted(names) == sorted(set(names))


def test_no_danish_stands_bare_in_a_template():
    bare = []
    for name, path in templates().items():
        text = text_of(path)
        text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.S)
        text = re.sub(r"{% blocktrans.*?endblocktrans(?:late)? %}", "", text, flags=re.S)
        text = re.sub(r"<(code|pre)\b.*?</\1>", "", text, flags=re.S)
        text = re.sub(r"{% block \w*attributes %}.*?{% endblock %}", "", text, flags=re.S)
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.S)
        text = re.sub(r"<!--.*?-->|<[^>]*>", "\n", text, flags=re.S)
        bare += [f"{name}: {word}" for word in re.findall(r"[A-Za-zÆØÅæøå]{3,}", text)]
    allowed = {"HELHED", "DANSK", "ENGLISH", "CSV", "XLSX", "PDF", "CPR", "CVR"}
    assert [found for found in bare if found.split(": ")[1].upper() not in allowed] == []


def test_the_style_sheet_has_no_class_of_ours_that_no_page_uses():
    sheet = text_of(ROOT / "src/helhed/apps/layout/web/static/helhed/helhed.css")
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    classes = set(re.findall(r"\.([a-z][a-z0-9-]*[a-z0-9])", re.sub(r"{[^}]*}", "{}", sheet)))
    design = text_of(ROOT / "src/helhed/apps/layout/web/static/dkfds/css/dkfds.min.css")
    script = text_of(ROOT / "src/helhed/apps/layout/web/static/helhed/helhed.js")
    everything = "\n".join([*_texts(), script])
    dead = [
        name
        for name in sorted(classes)
        if f".{name}" not in design
        and not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", everything)
        and f"{name.rpartition('-')[0]}-{{{{" not in everything
    ]
    assert dead == []
