"""Many machines give the bits that one process gives, also when one of them dies."""

import operator
import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from helhed.cli.bench.loopback_cluster import loopback
from helhed.cli.bench.running import HELHED
from helhed.cli.forecast_episodes import Asked, prepared
from helhed.cli.forecast_made import read_given
from helhed.exchange.faults import Faults
from helhed.forecast import cluster as room
from helhed.forecast.cluster import WAITING, UnableToSpread, cluster
from helhed.forecast.episodes.follow import follow
from tests.engines.clustered import PATHS, answer, called, put_country, put_world, words
from tests.engines.test_episodes_cli import SCENARIO
from tests.engines.test_episodes_twin import same


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with loopback(tmp_path_factory.mktemp("cluster"), 2) as found, cluster(found.address, 2):
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return put_world(tmp_path_factory.mktemp("one") / "in")


@pytest.fixture(scope="module")
def ready(folder):
    return prepared(read_given(folder, Faults()).episodes, Asked(4, None, 40, 3))


def both(running, folder, tmp_path, word, *more):
    """The answer of one process and that of the cluster."""
    for name, at in (("one", ()), ("many", ("--cluster", running.address))):
        told = called(folder, tmp_path / name, word, *more, *at)
        assert told.exit_code == 0, told.output
    return answer(tmp_path / "one"), answer(tmp_path / "many")


def test_a_run_on_two_workers_is_that_of_one_process_to_the_last_bit(running, folder, tmp_path):
    one, many = both(running, folder, tmp_path, "run", "--keep-paths")
    assert set(one) == {"forecast.csv", "explained.csv", "paths.parquet", "run.json"}
    assert one == many


def test_scenarios_are_compared_on_two_workers_as_by_one_process(running, folder, tmp_path):
    scenario = tmp_path / "dearer.toml"
    scenario.write_text(SCENARIO)
    one, many = both(running, folder, tmp_path, "compare", str(scenario))
    assert set(one) == {"compare.csv", "compare.json"}
    assert one == many


def test_a_back_test_on_two_workers_is_that_of_one_process(running, folder, tmp_path):
    one, many = both(running, folder, tmp_path, "backtest")
    assert "backtest.csv" in one
    assert one == many


def test_a_country_on_two_workers_is_that_of_one_process(running, tmp_path):
    country = put_country(tmp_path / "in")
    one, many = both(running, country, tmp_path, "run")
    assert {"forecast.csv", "run.json", "Nord/forecast.csv", "Ø/run.json"} <= set(one)
    assert one == many


def test_what_is_under_way_is_bounded_by_the_workers_and_not_by_the_paths(running, ready):
    with cluster(running.address, 2) as machines:
        most = 0
        for number, done in machines.each("numbers", pow, 2, range(60)):
            assert done == 2**number
            most = max(most, len(machines.client.futures))
        assert most <= WAITING * 2 + 1


def test_the_first_jobs_go_to_a_worker_each_and_not_all_where_the_shared_is(running):
    slowly = "__import__('time').sleep(0.3) or __import__('os').getpid()"
    with cluster(running.address, 2) as machines:
        for _ in range(3):
            first = dict(machines.each("numbers", eval, slowly, [{}, {}]))
            assert {first[0], first[1]} == {worker.pid for worker in running.workers}


class Meanwhile:
    """Machines, and what happens when the first job is done."""

    def __init__(self, machines, act):
        self.machines, self.act, self.seen = machines, act, 0

    @property
    def at_once(self):
        return self.machines.at_once

    def each(self, what, work, shared, jobs):
        for pair in self.machines.each(what, work, shared, jobs):
            self.seen += 1
            if self.seen == 1:
                self.act()
            yield pair


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(ready, tmp_path):
    with loopback(tmp_path, 2) as own, cluster(own.address, 2) as machines:

        def kill():
            os.kill(own.workers[0].pid, signal.SIGKILL)

        watched = Meanwhile(machines, kill)
        many = follow(ready.model, ready.setting, ready.growth, PATHS, watched)
        own.workers[0].wait(10)
        assert list(machines.client.nthreads()) != []
        assert len(machines.client.nthreads()) == 1
    assert watched.seen > 2
    same(many.paths, follow(ready.model, ready.setting, ready.growth, PATHS).paths)


@pytest.fixture
def in_small_parts(monkeypatch):
    monkeypatch.setattr("helhed.forecast.episodes.follow.BATCH", 50)


def test_work_that_no_worker_is_left_for_ends_with_an_error(
    ready, tmp_path, monkeypatch, in_small_parts
):
    monkeypatch.setattr(room, "SECONDS_TO_LOOK", 0.2)
    with loopback(tmp_path, 1) as own, cluster(own.address) as machines:
        monkeypatch.setattr(room, "SECONDS_FOR_A_WORKER", 0.5)
        watched = Meanwhile(machines, own.workers[0].kill)
        with pytest.raises(UnableToSpread, match="no worker is left"):
            follow(ready.model, ready.setting, ready.growth, PATHS, watched)


def test_a_job_that_ends_the_workers_that_take_it_up_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    with (
        loopback(tmp_path, 1) as own,
        cluster(own.address) as machines,
        pytest.raises(UnableToSpread, match="one of the deaths ended every worker"),
    ):
        list(machines.each("deaths", operator.call, os._exit, [1]))


def test_a_scheduler_that_is_lost_ends_the_work_with_an_error(ready, tmp_path, in_small_parts):
    with loopback(tmp_path, 1) as own, cluster(own.address) as machines:
        watched = Meanwhile(machines, own.scheduler.kill)
        with pytest.raises(UnableToSpread, match="lost"):
            follow(ready.model, ready.setting, ready.growth, PATHS, watched)


def tasks_of(machines):
    return machines.client.run_on_scheduler(_tasks)


def _tasks(dask_scheduler):
    return len(dask_scheduler.tasks)


def wait_until(is_so, seconds=60):
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


def test_control_c_calls_everything_off_and_writes_nothing(tmp_path):
    country = put_country(tmp_path / "in")
    with loopback(tmp_path / "cluster", 1) as own, cluster(own.address) as watching:
        told = words(country, tmp_path / "out", "run", "--cluster", own.address, paths=2_000)
        with subprocess.Popen([*HELHED, *told], stderr=subprocess.PIPE) as process:
            began = wait_until(lambda: tasks_of(watching) or process.poll() is not None)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=600)
        assert began, said
        assert process.returncode == 130, said
        assert b"Traceback" not in said
        assert wait_until(lambda: tasks_of(watching) == 0)
    assert {one.name for one in tmp_path.iterdir()} == {"in", "cluster"}


def test_the_country_is_the_sum_of_its_municipalities_path_by_path(tmp_path):
    country = put_country(tmp_path / "in")
    told = called(country, tmp_path / "out", "run", "--keep-paths")
    assert told.exit_code == 0, told.output
    names = sorted(one.name for one in country.iterdir())
    parts = pl.concat(pl.read_parquet(tmp_path / "out" / name / "paths.parquet") for name in names)
    summed = parts.group_by("unit", "series", "period", "path").agg(pl.col("value").sum())
    middle = summed.group_by("unit", "series", "period").agg(
        pl.col("value").quantile(0.5, "linear")
    )
    said = pl.read_csv(tmp_path / "out" / "forecast.csv").filter(pl.col("quantile") == 0.5)
    beside = said.join(middle, on=["unit", "series", "period"])
    assert len(beside) == len(said) > 0
    assert (beside["value"] - beside["value_right"]).abs().max() <= 1


def test_distributed_is_not_imported_before_a_cluster_is_asked_for():
    code = "import sys, helhed.cli.main; sys.exit('distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
