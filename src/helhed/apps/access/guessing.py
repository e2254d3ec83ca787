"""Guessing passwords: after some wrong tries one must wait, whoever one is.

It is counted by the machine's clock also in a demonstration, which stands on one day.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from helhed.apps.access.models import WrongLogIn
from helhed.kernel.clock import SystemClock
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.adgangskode import WINDOW, Tries, must_wait


class UnableToTryAgain(UnableTo):
    """There were too many wrong tries; nothing is tried for now."""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door: the user name and the machine's address, both as digests."""

    name: str
    address: str

    @classmethod
    def of(cls, username: str, address: str) -> Knock:
        return cls(_digest("name", username.strip().lower()), _digest("address", address))


def _digest(what: str, text: str) -> str:
    return salted_hmac(f"helhed.log-in.{what}", text, algorithm="sha256").hexdigest()


def require_patience(knock: Knock) -> None:
    """Raises UnableToTryAgain while too many wrong tries are young."""
    name, address = Q(name=knock.name), Q(address=knock.address)
    young = WrongLogIn.objects.filter(name | address, at__gt=SystemClock().now() - WINDOW)
    counts = young.aggregate(
        here=Count("pk", filter=name & address),
        with_name=Count("pk", filter=name),
        from_address=Count("pk", filter=address),
    )
    if must_wait(Tries(**counts)):
        raise UnableToTryAgain(
            screen_text("Der er prøvet for mange gange. Vent et kvarter, og prøv så igen.")
        )


def note_wrong(knock: Knock) -> None:
    """Count a wrong try; those that nobody counts any more are taken away."""
    with transaction.atomic():
        now = SystemClock().now()
        WrongLogIn.objects.filter(at__lte=now - WINDOW).delete()
        WrongLogIn.objects.create(at=now, name=knock.name, address=knock.address)


def forget_wrong(knock: Knock) -> None:
    """Whoever got in was no stranger: the tries with this name from here count no more."""
    WrongLogIn.objects.filter(name=knock.name, address=knock.address).delete()
