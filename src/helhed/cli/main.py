"""The commands and their order. Each lives in a file of its own name."""

from __future__ import annotations

import typer

from helhed.cli.bench.command import bench
from helhed.cli.commitments import commitments
from helhed.cli.demo import demo
from helhed.cli.export import export
from helhed.cli.fhir import fhir
from helhed.cli.forecast import forecasts
from helhed.cli.house import its_own_numbers
from helhed.cli.import_ import import_
from helhed.cli.ledger import ledger
from helhed.cli.places import places
from helhed.cli.pretend_gateway import pretend_gateway
from helhed.cli.pretend_ledger import pretend_ledger
from helhed.cli.serve import serve
from helhed.cli.tables import tables
from helhed.cli.user import user
from helhed.cli.work import work

app = typer.Typer(
    name="helhed",
    help="The social department of a municipality on one thread, from need to budget.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def helhed(command: typer.Context) -> None:
    """Run one of the commands below."""
    command.with_resource(its_own_numbers())


app.command()(demo)
app.command()(serve)
app.command()(work)
app.command("import")(import_)
app.command()(export)
app.command()(tables)
app.command()(user)
app.command()(commitments)
app.add_typer(forecasts, name="forecast")
app.add_typer(places, name="places")
app.add_typer(ledger, name="ledger")
app.add_typer(fhir, name="fhir")
app.command("pretend-ledger")(pretend_ledger)
app.command("pretend-gateway")(pretend_gateway)
app.command()(bench)


def main() -> None:
    """Run the command line."""
    app()
