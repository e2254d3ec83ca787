"""What a resource says of itself: profiles, known here and in the version that is pinned."""

from __future__ import annotations

from helhed.fhir.entries import Resource
from helhed.fhir.run import Place, Run, claimed, profiles
from helhed.fhir.values import shown

OF_KL = "http://fhir.kl.dk/"


def is_known_by_any(run: Run, resource: Resource) -> bool:
    """Does a resource claim a profile that can be asked of it here?"""
    return any(run.shapes.root(url) is not None for url in claimed(resource))


def tell_of_profiles(run: Run, resource: Resource, code: str, place: Place) -> None:
    """Tell of every profile that a resource claims and that cannot be asked of it here."""
    for one in profiles(resource):
        url, _, version = one.partition("|")
        if run.shapes.root(url) is None:
            if run.kind == "report" and not is_known_by_any(run, resource):
                continue  # the report's own rule tells of it
            rule, text = "profile-unknown", "is not known here and was not checked"
        elif version and version not in run.shapes.pinned.versions[url]:
            known = ", ".join(sorted(run.shapes.pinned.versions[url]))
            rule, text = "profile-version", f"is known here in version {known} only"
        else:
            continue
        text = f"the profile {shown(url)} {text}"
        run.add(rule, place, f"{code}.meta.profile", text, is_error=url.startswith(OF_KL))
