"""The account that a grant is booked on, derived from service and ownership.

A full account string has 16 digits: hovedkonto (1), hovedfunktion (2), funktion (2), dranst
(1), ejerforhold (1), omkostningssted (4), gruppering (3), hovedart and art (2). The parts are
quoted; the width of the omkostningssted is inferred from the sum. An account in the budget is
the same without the omkostningssted, which is the unit's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from helhed.kernel.law import Citation
from helhed.rules.decisions.ydelser import BOOKED_AS_MAIN, Service, services
from helhed.rules.offers.ejerforhold import BOOKED, TO_CITIZEN, Booking, Ownership

OPERATION = 1


class UnableToDeriveAccount(ValueError):
    """A grant's account cannot be derived; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its omkostningssted, written ``5.38.52.1.4.001.40``."""

    function: str
    dranst: int
    ejerforhold: int
    grouping: str
    art: str

    @property
    def code(self) -> str:
        return f"{self.function}.{self.dranst}.{self.ejerforhold}.{self.grouping}.{self.art}"

    def string(self, cost_place: str) -> str:
        """The 16 digits, with a unit's four-digit omkostningssted."""
        function = self.function.replace(".", "")
        return f"{function}{self.dranst}{self.ejerforhold}{cost_place:0>4}{self.grouping}{self.art}"

    @classmethod
    def parse(cls, code: str) -> Account:
        """Read ``5.38.52.1.4.001.40``. Raises ValueError for anything else."""
        parts = code.split(".")
        if len(parts) != 7 or not all(part.isdecimal() for part in parts):
            raise ValueError(f"an account is written like 5.38.52.1.4.001.40, not {code!r}")
        function, (dranst, ejerforhold, grouping, art) = ".".join(parts[:3]), parts[3:]
        return cls(function, int(dranst), int(ejerforhold), grouping, art)


def account_of(
    service: Service, ownership: Ownership | None, main: Service | None = None
) -> Account:
    """The account of a service delivered by an owner; ``None`` when it is paid to the citizen.

    A supplementary service is booked as its main service (an effort that is part of a placement
    is booked with the placement). Raises UnableToDeriveAccount.
    """
    booked_as = service
    if service.function == BOOKED_AS_MAIN and main is not None:
        booked_as = main
    return booked(service, ownership, booked_as.function, booked_as.grouping)


def booked(service: Service, ownership: Ownership | None, function: str, grouping: str) -> Account:
    """The account of a function and grouping for whoever delivers a service.

    Raises UnableToDeriveAccount: a main service to be booked as is lacking, or an owner.
    """
    if function == BOOKED_AS_MAIN:
        raise UnableToDeriveAccount(f"{service.key} is booked as its main service, and has none")
    if service.paid_to_citizen:
        booking = TO_CITIZEN
    elif ownership is None:
        raise UnableToDeriveAccount(f"{service.key} is delivered by an offer, and has none")
    else:
        booking = BOOKED[ownership]
    return Account(function, OPERATION, booking.ejerforhold, grouping, booking.art)


def alias_of(citation: Citation, account: Account, word: str = "") -> str:
    """What the ledger calls an account: the house's own ``word`` for it, or paragraph and account,
    and then whose place it is: ``SEL107-53852001-440``.

    Each municipality has its own list of such words (finanskontoalias); this form is inferred.
    """
    function = account.function.replace(".", "")
    made = f"{citation.act}{citation.paragraph}-{function}{account.grouping}"
    plain = word or "".join(made.replace("§", "").split())
    return f"{plain}-{account.ejerforhold}{account.art}"


@dataclass(frozen=True, slots=True)
class Naming:
    """What an account is for: the first service that is booked on it, and whose the offer is."""

    service: Service
    booking: Booking

    @property
    def plain(self) -> str:
        """The name in Danish: ``Længerevarende botilbud, privat``."""
        return f"{self.service.name}, {self.booking.label.lower()}"


@cache
def namings() -> dict[str, Naming]:
    """Every account that a service can be booked on, by its code."""
    found: dict[str, Naming] = {}
    for service in services().values():
        if service.function == BOOKED_AS_MAIN:
            continue
        for booking in [TO_CITIZEN] if service.paid_to_citizen else BOOKED.values():
            account = Account(
                service.function, OPERATION, booking.ejerforhold, service.grouping, booking.art
            )
            found.setdefault(account.code, Naming(service, booking))
    return found
