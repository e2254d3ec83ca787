"""The page on which a citizen's file is put together, and the file itself."""

from __future__ import annotations

import tempfile
import zipfile
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.desk.queries.citizen_file import (
    CaseFile,
    CitizenFile,
    Held,
    citizen_file,
    file_to_make,
)
from helhed.apps.desk.queries.thing import Thing, ThingKind
from helhed.apps.desk.web.forms import CitizenFileForm
from helhed.apps.layout.web.pdf import PDF, compiled
from helhed.apps.layout.web.templatetags.helhed import day as said_day
from helhed.rules.access.rights import Action
from helhed.rules.cases.aktindsigt import Ground, phrases

ZIP = "application/zip"
NAME = "aktindsigt"


@page(Action.WRITE_JOURNAL, "GET", "POST")
def make(request: Request, citizen: UUID) -> HttpResponseBase:
    """Choose what is held back; then the file."""
    found = file_to_make(request.actor, citizen)
    form = CitizenFileForm(request.POST or None)
    form.tell(found.things, found.others)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        held = Held(
            {UUID(id): Ground.of(done["ground"]) for id in done["things"]},
            (*done["others"], *phrases(done["phrases"])),
        )
        return _file(citizen_file(request.actor, citizen, held), with_files="zip" in request.POST)
    context = {"form": form, "found": found, "person": found.person}
    return render(request, "desk/citizen_file.html", context)


def _file(found: CitizenFile, *, with_files: bool) -> HttpResponseBase:
    name = f"{NAME}-{found.made_at:%Y-%m-%d}"
    made = as_pdf(found)
    if not with_files:
        headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
        return HttpResponse(made, content_type=PDF, headers=headers)
    out = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{name}.pdf", made)
        for one in found.files.values():
            archive.write(one.path, one.name)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{name}.zip", content_type=ZIP)


def as_pdf(found: CitizenFile) -> bytes:
    """The file as a tagged PDF with a table of contents."""
    return compiled(__package__, "citizen_file.typ", told(found), found.made_at)


def told(found: CitizenFile) -> dict[str, Any]:
    """All words of the PDF."""
    return {
        "lang": get_language() or "da",
        "title": _("Aktindsigt: %(name)s") % {"name": found.person.name},
        "page": _("Side"),
        "contents": _("Indhold"),
        "front": _front(found),
        "held_title": _("Det, der er udeladt"),
        "held": _held(found),
        "cases": [_case(case, found) for case in found.cases],
    }


def _front(found: CitizenFile) -> list[str]:
    born = _("CPR-nummer %(cpr)s") % {"cpr": found.person.cpr} if found.person.cpr else ""
    made = _("Lavet %(day)s af %(by)s, %(municipality)s.") % {
        "day": said_day(found.made_at),
        "by": found.made_by,
        "municipality": found.municipality,
    }
    before = [
        _("Tidligere CPR-nummer %(cpr)s, indtil %(day)s") % {"cpr": n.cpr, "day": said_day(n.end)}
        for n in found.former
    ]
    left_out = [
        _("Underretninger er ikke med i denne fil."),
        _("Det er hverken med, om nogen skal bo sammen eller hver for sig."),
    ]
    lines = [born, *before, made, *left_out]
    if found.closed:
        text = _("%(n)s sager hos andre afdelinger er ikke med. Spørg dem selv.")
        lines.append(text % {"n": found.closed})
    return [line for line in lines if line]


def _held(found: CitizenFile) -> list[str]:
    things = [
        _("%(n)s × %(ground)s") % {"n": count, "ground": _(ground.label)}
        for ground, count in found.held.items()
    ]
    if found.taken_out:
        text = _("%(n)s steder er ord om andre taget ud. Der står [udeladt].")
        things.append(text % {"n": found.taken_out})
    return things


def _case(case: CaseFile, found: CitizenFile) -> dict[str, Any]:
    head = case.head
    opened = _("Åbnet %(day)s. %(unit)s.") % {"day": said_day(head.opened_on), "unit": head.unit}
    in_kinds = sorted(case.things, key=lambda thing: list(ThingKind).index(thing.kind))
    return {
        "title": _("Sag %(number)s, %(area)s") % {"number": head.number, "area": _(head.area)},
        "front": [opened] if case.things else [opened, _("Der er intet at vise.")],
        "sections": [
            {"title": _(kind.label), "things": [_thing(thing, found) for thing in things]}
            for kind, things in groupby(in_kinds, key=lambda thing: thing.kind)
        ],
    }


def _thing(thing: Thing, found: CitizenFile) -> dict[str, Any]:
    about = [said_day(thing.day), thing.by]
    if thing.id in found.files:
        about.append(_("Bilag %(number)s") % {"number": found.files[thing.id].number})
    return {
        "title": ": ".join(filter(None, (_(thing.said), thing.title))),
        "about": " · ".join(filter(None, about)),
        "parts": thing.parts,
    }
