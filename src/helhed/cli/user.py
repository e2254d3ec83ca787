"""``helhed user``: the first door into a house, and the last when nobody can log in."""

from __future__ import annotations

import sys
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape

from helhed.cli.house import bring_up_to_date, open_house
from helhed.rules.access.adgangskode import LEAST_CHARACTERS, is_good
from helhed.rules.access.rights import Role, needs_unit

say = Console(highlight=False, soft_wrap=True)
warn = Console(stderr=True, highlight=False, soft_wrap=True)


def user(
    username: Annotated[str, typer.Argument(help="What is typed at log-in.")],
    name: Annotated[str, typer.Option(help="The person's name; needed for a new user.")] = "",
    role: Annotated[Role | None, typer.Option(help="A role to hold from today.")] = None,
    unit: Annotated[str, typer.Option(help="Key of the unit that the role is held in.")] = "",
    provider: Annotated[str, typer.Option(help="Key or name of the provider worked for.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    keep_password: Annotated[
        bool, typer.Option("--keep-password", help="Leave the password as it is.")
    ] = False,
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
) -> None:
    """Make a user, or give one that is there a new password, name or role; also in a house that
    was imported. A user who was closed is opened."""
    _require_a_place(role, unit, provider)
    open_house(database)
    bring_up_to_date()
    where = _unit(unit) if unit else None
    works_for = _provider(provider) if provider else None
    _require_a_name(username, name)
    password = None if keep_password else _password(username, from_stdin=password_stdin)
    _put(username, name, password, role, where, works_for)


def _put(
    username: str,
    name: str,
    password: str | None,
    role: Role | None,
    unit: UUID | None,
    provider: UUID | None,
) -> None:
    from helhed.apps.access.access import House
    from helhed.apps.access.actions import UserByCommand, put_user
    from helhed.apps.transfer.actions import clock_of_house

    wanted = UserByCommand(username, name, password, role, unit, provider)
    is_new = put_user(House(clock_of_house()), wanted)
    say.print(f"{escape(username)} was {'made' if is_new else 'changed'}.")


def _stop(text: str) -> typer.Exit:
    warn.print(f"helhed: {text}")
    return typer.Exit(2)


def _require_a_place(role: Role | None, unit: str, provider: str) -> None:
    if role is Role.PROVIDER and not provider:
        raise _stop("say with --provider whom the user works for.")
    if role is not None and needs_unit(role) and not unit:
        raise _stop("say with --unit where the role is held; `helhed export` lists the units.")
    if role is None and (unit or provider):
        raise _stop("a unit or a provider belongs to a role; say which with --role.")


def _require_a_name(username: str, name: str) -> None:
    from helhed.apps.access.queries import is_user

    if not name and not is_user(username):
        raise _stop(f"there is no user {escape(username)} yet; make one with --name.")


def _unit(key: str) -> UUID:
    from helhed.apps.access.queries import unit_keys

    keys = unit_keys()
    if key not in keys:
        known = f"there are {', '.join(keys)}" if keys else "there are none yet; import them first"
        raise _stop(f"no unit has the key {escape(key)}; {escape(known)}.")
    return keys[key]


def _provider(text: str) -> UUID:
    from helhed.apps.offers.queries import providers_called

    found = providers_called(text)
    if len(found) != 1:
        told = "no provider" if not found else "more than one provider"
        raise _stop(f"{told} is called {escape(text)}; say its key.")
    return found[0]


def _password(username: str, *, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        raise _stop("there is no terminal to ask on; use --password-stdin or --keep-password.")
    if not is_good(password, username):
        raise _stop(
            f"choose a password of at least {LEAST_CHARACTERS} characters "
            "that is not the user name; nothing was changed."
        )
    return password
