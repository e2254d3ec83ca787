"""Pages of the assessment: what matters is added, every field saves itself."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.assessments import actions, queries
from helhed.apps.assessments.versions import Seen, UnableToWriteOver
from helhed.apps.layout.web.answers import carried_out, made, typed
from helhed.apps.layout.web.forms import choices
from helhed.apps.layout.web.templatetags.helhed import told
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.assessments.indsatstrappe import STEPS


@page(Action.WRITE_ASSESSMENT, "POST")
def start(request: Request, case: UUID) -> HttpResponse:
    """Begin an assessment, with the last one carried forward when asked."""
    carry = request.POST.get("carry") == "1"
    only_need = request.POST.get("only_need") == "1"
    assessment = made(
        request,
        lambda: actions.start(request.actor, case=case, carry=carry, only_need=only_need),
    )
    return redirect("assessments:one", assessment.id) if assessment else redirect("desk:case", case)


@page(Action.SEE_CASE)
def one(request: Request, assessment: UUID) -> HttpResponse:
    """One assessment: to write in while it is open, to read when it is finished."""
    found = queries.assessment_page(request.actor, assessment)
    writes = found.is_open and found.may_write
    template = "assessments/write.html" if writes else "assessments/read.html"
    return render(request, template, _context(found))


@page(Action.WRITE_ASSESSMENT, "POST")
def write(request: Request, assessment: UUID) -> HttpResponse:
    """Save one field; the answer is what is still missing."""
    field, values = typed(request)
    try:
        version = actions.write_field(
            request.actor, assessment=assessment, field=field, values=values, seen=_seen(request)
        )
    except UnableToWriteOver as error:
        return render(request, "assessments/both.html", _both(error), status=409)
    except UnableTo as error:
        return render(request, "assessments/refused.html", {"reason": told(error)}, status=422)
    found = queries.assessment_page(request.actor, assessment)
    answer = render(request, "assessments/missing.html", _context(found))
    answer.headers["X-Version"] = str(version)
    return answer


def _seen(request: Request) -> Seen | None:
    """The version that the writer saw, when the window tells of it."""
    version = request.POST.get("seen", "")
    if not version.isdecimal() or len(version) > 9:
        return None
    return Seen(int(version), request.POST.get("window", "")[:36].replace("\x00", ""))


def _both(error: UnableToWriteOver) -> dict[str, Any]:
    """What stands in a field that another wrote in meanwhile: codes by their names."""
    names = {c.code: c.name for c in ffb.leaves(ffb.Kind.TARGET_GROUP)}
    return {
        "error": error,
        "theirs": json.dumps(error.theirs),
        "shown": "\n".join(names.get(value, value) for value in error.theirs),
    }


@page(Action.WRITE_ASSESSMENT, "POST")
def add_theme(request: Request, assessment: UUID) -> HttpResponse:
    """Add a subtheme."""
    subtheme = request.POST.get("subtheme", "")
    carried_out(
        request,
        "",
        lambda: actions.add_theme(request.actor, assessment=assessment, subtheme=subtheme),
    )
    return _themes(request, assessment, subtheme)


@page(Action.WRITE_ASSESSMENT, "POST")
def drop_theme(request: Request, assessment: UUID) -> HttpResponse:
    """Take a subtheme out."""
    subtheme = request.POST.get("subtheme", "")
    carried_out(
        request,
        "",
        lambda: actions.drop_theme(request.actor, assessment=assessment, subtheme=subtheme),
    )
    return _themes(request, assessment, "")


def _themes(request: Request, assessment: UUID, added: str) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("assessments:one", assessment)
    found = queries.assessment_page(request.actor, assessment)
    return render(request, "assessments/themes.html", {**_context(found), "added": added})


@page(Action.WRITE_ASSESSMENT, "POST")
def finish(request: Request, assessment: UUID) -> HttpResponse:
    """Finish the assessment."""
    done = carried_out(
        request,
        screen_text("Udredningen er afsluttet."),
        lambda: actions.finish(request.actor, assessment=assessment),
    )
    found = queries.assessment_page(request.actor, assessment)
    return redirect("desk:case", found.case.id) if done else redirect("assessments:one", assessment)


def _numbered(kind: ffb.Kind) -> list[tuple[Any, str]]:
    """The numbers of a list with their words; -1 for what is not assessed."""
    listed = ffb.by_number(kind)
    return choices((c.number if c.number is not None else -1, c.name) for c in listed)


def _context(found: queries.AssessmentPage) -> dict[str, Any]:
    groups = choices((c.code, c.name) for c in ffb.leaves(ffb.Kind.TARGET_GROUP))
    chosen = [name for code, name in groups if code in found.groups]
    primary = next((n for code, n in groups if code == found.row.primary_target_group), "")
    return {
        "found": found,
        "versions": json.dumps(found.versions),
        "row": found.row,
        "case": found.case,
        "levels": _numbered(ffb.Kind.LEVEL),
        "needs": _numbered(ffb.Kind.SUPPORT_NEED),
        "groups": groups,
        "primary_group": primary,
        "secondary_groups": chosen,
        "steps": list(enumerate(STEPS, start=1)),
        "support_need": queries.support_need_name(found.row.support_need),
        "step_name": STEPS[found.row.effort_step - 1] if found.row.effort_step else "",
    }
