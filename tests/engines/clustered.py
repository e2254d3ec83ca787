"""A world as a folder, commands on it, and what stands in their answers."""

import numpy as np
from typer.testing import CliRunner

from helhed.cli.main import app
from tests.engines.test_episodes_cli import HEAD, rows_of
from tests.engines.worlds import Rates, world

HORIZON, PATHS = 4, 40


def put_world(folder, number=5, known=40, size=1.0):
    """A folder with the episodes of a world of its own."""
    folder.mkdir(parents=True)
    rates = Rates(comes=(3.0 * size, 1.0 * size))
    told, day = world(rates, np.random.default_rng(number), known=known, first_day=738_200)
    (folder / "episodes.csv").write_text(HEAD + "".join(rows_of(told, day)))
    return folder


def put_country(folder, names=("Nord", "Syd", "Ø")):
    for number, name in enumerate(names):
        put_world(folder / name, number, size=1 + number / 2)
    return folder


def words(folder, out, word, *more, paths=PATHS):
    told = ["forecast", word, "--in", str(folder), "--out", str(out)]
    return [*told, "--horizon", str(HORIZON), "--paths", str(paths), *more]


def called(folder, out, word, *more, paths=PATHS):
    return CliRunner().invoke(app, words(folder, out, word, *more, paths=paths))


def answer(out):
    """Every file of an answer, by name."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }
