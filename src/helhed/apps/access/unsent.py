"""Words that are typed in a form and not sent yet: kept by the house for their writer alone.

They outlive a closed browser, a session that ran out and a page that stood open for too long.
Whoever opened the page was given a pass with it that can do one thing: keep words for the one it
names. So words can be kept when nobody is logged in any more, and be read only after a new log-in.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone

from helhed.apps.access.access import Actor, posts_of
from helhed.apps.access.models import UnsentWords, User
from helhed.apps.audit.actions import wrote
from helhed.kernel.clock import Clock
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.kladde import kept_since

PASS = "_unsent"  # noqa: S105 (the name of a field)
"""The hidden field with the pass; it says, too, that the form keeps its words."""
PASS_HOLDS = timedelta(days=4)
"""Over a long weekend; a page that is older asks for a new one."""
MOST_CHARACTERS = 200_000

_SIGNER = signing.TimestampSigner(salt="helhed.unsent")
Fields = dict[str, list[str]]


class UnableToKeepWords(UnableTo):
    """What was typed cannot be kept."""


@dataclass(frozen=True, slots=True)
class Blind:
    """Fields in which somebody typed before they were told of what they had typed there earlier:
    those of several lines, which can hold both, and others."""

    texts: Collection[str]
    others: Collection[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed for an address, and when it was kept."""

    fields: Fields
    at: datetime


def new_pass(user: UUID) -> str:
    """A pass to keep words for a user."""
    return _SIGNER.sign(str(user))


def writer(told: str, clock: Clock) -> Actor:
    """Whom a pass names. Raises UnableToKeepWords for one that is false, too old, or of somebody
    who is kept out."""
    try:
        named = UUID(_SIGNER.unsign(told, max_age=PASS_HOLDS))
    except (signing.BadSignature, ValueError):
        named = None
    user = User.objects.filter(id=named, is_active=True).first() if named else None
    if user is None:
        raise UnableToKeepWords(screen_text("Siden er for gammel. Genindlæs den."))
    return Actor(user, posts_of(user, clock.today()), clock)


def keep_words(actor: Actor, *, address: str, fields: Fields, blind: Blind | None = None) -> None:
    """Keep what somebody typed for an address, in place of what they typed before; beside it where
    they had not been told of that. The first time is logged, not every word. Raises
    UnableToKeepWords."""
    if not _takes_words(address) or len(json.dumps(fields)) > MOST_CHARACTERS:
        raise UnableToKeepWords(screen_text("Teksten er for lang til at blive gemt som kladde."))
    clean = {_plain(name): [_plain(one) for one in values] for name, values in fields.items()}
    with transaction.atomic():
        _forget_the_old(actor.clock)
        if blind is not None:
            own = UnsentWords.objects.select_for_update().filter(user_id=actor.id, address=address)
            if (earlier := own.first()) is not None:
                clean = with_earlier(earlier.fields, clean, blind)
        row, is_new = UnsentWords.objects.update_or_create(
            user_id=actor.id, address=address, defaults={"fields": clean, "kept_at": actor.now()}
        )
        if is_new:
            wrote(actor, "unsent.keep", row)


def with_earlier(earlier: Fields, typed: Fields, blind: Blind) -> Fields:
    """What was typed earlier and what was typed without seeing it: a text of several lines holds
    both, another field what was typed last."""
    both = {**typed, **earlier}
    for name in blind.others:
        both[name] = typed.get(name, [])
    for name in blind.texts:
        old, new = ("\n".join(of.get(name, [])) for of in (earlier, typed))
        apart = old not in new and new not in old
        both[name] = [f"{old}\n\n{new}" if apart else max(old, new, key=len)]
    return both


def throw_away(actor: Actor, *, address: str) -> None:
    """Delete what somebody typed for an address and did not send: their own, so no right is
    needed."""
    with transaction.atomic():
        for row in UnsentWords.objects.select_for_update().filter(
            user_id=actor.id, address=address
        ):
            wrote(actor, "unsent.drop", row)
            row.delete()


def forget_sent(actor: Actor, address: str) -> None:
    """What was sent is a draft no more; what it was sent for is logged where it was done."""
    UnsentWords.objects.filter(user_id=actor.id, address=address).delete()


def kept_for(actor: Actor, addresses: Iterable[str]) -> dict[str, Kept]:
    """What somebody has typed and not sent, by address: nobody else's."""
    rows = UnsentWords.objects.filter(
        user_id=actor.id, address__in=list(addresses), kept_at__gte=_oldest(actor.clock)
    )
    return {row.address: Kept(row.fields, row.kept_at) for row in rows}


def _forget_the_old(clock: Clock) -> None:
    UnsentWords.objects.filter(kept_at__lt=_oldest(clock)).delete()


def _oldest(clock: Clock) -> datetime:
    return timezone.make_aware(datetime.combine(kept_since(clock.today()), time.min))


def _takes_words(address: str) -> bool:
    """Whether a form can be sent to an address of the house."""
    try:
        view = resolve(address).func
    except Resolver404:
        return False
    return len(address) <= 300 and "POST" in getattr(view, "methods", ())


def _plain(text: str) -> str:
    """Without NUL, which no database of text takes and nobody types."""
    return text.replace("\x00", "")
