"""A cluster that cannot be used, or would not give the same, is refused in words."""

import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import helhed
from helhed.cli.bench.loopback_cluster import HOST, loopback
from helhed.cli.bench.running import HELHED
from helhed.cli.forecast_episodes import Asked
from helhed.cli.forecast_national import answered, read_all, seed_of
from helhed.exchange.faults import Faults
from helhed.forecast import cluster as room
from helhed.forecast.cluster import NotACluster, UnableToSpread, checked, cluster, itself
from tests.engines.clustered import answer, called, put_country, put_world, words


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return put_world(tmp_path_factory.mktemp("one") / "in")


@pytest.mark.parametrize(
    "address",
    ["", "banana", "127.0.0.1:8786", "http://127.0.0.1:80", "tls://", "tcp://[::1", "tls://h:x"],
)
def test_what_is_no_address_of_a_cluster_is_a_usage_error(folder, tmp_path, address):
    told = called(folder, tmp_path / "out", "run", "--cluster", address)
    assert told.exit_code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "tcp://cluster.example:8786"])
def test_another_machine_is_spoken_to_by_tls_only(address):
    with pytest.raises(NotACluster, match="without encryption"):
        checked(address)
    checked(address.replace("tcp", "tls"))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1"])
def test_this_machine_may_be_spoken_to_plainly(address):
    checked(address)


@pytest.mark.parametrize("word", ["run", "backtest"])
def test_a_cluster_that_does_not_answer_is_said_and_nothing_is_written(
    folder, tmp_path, monkeypatch, word
):
    monkeypatch.setattr(room, "SECONDS_TO_ANSWER", 0.5)
    with socket.create_server((HOST, 0)) as silent:
        address = f"tcp://{HOST}:{silent.getsockname()[1]}"
        told = called(folder, tmp_path / "out", word, "--json", "--cluster", address)
    assert told.exit_code == 3
    assert f"no scheduler answers at {address}" in json.loads(told.stdout)["error"]
    assert not (tmp_path / "out").exists()


def test_a_cluster_of_another_machine_without_certificates_is_refused(folder, tmp_path):
    told = called(folder, tmp_path / "out", "run", "--cluster", f"tls://{HOST}:9")
    assert told.exit_code == 3
    assert "the cluster failed" in told.output


def test_without_the_extra_it_is_said_what_to_install(folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = called(folder, tmp_path / "out", "run", "--cluster", f"tcp://{HOST}:9")
    assert told.exit_code == 3
    assert "pip install 'helhed[cluster]'" in told.output


def other_helhed(folder, *, version=None, more="", whole=True):
    """An environment in which another helhed is found first."""
    package = Path(helhed.__file__).parent
    shutil.copytree(package / "forecast", folder / "helhed" / "forecast")
    (folder / "helhed" / "__init__.py").write_text("")
    with (folder / "helhed" / "forecast" / "cluster.py").open("a") as file:
        file.write(more)
    if not whole:
        (folder / "helhed" / "forecast" / "cluster.py").unlink()
    if version:
        (folder / f"helhed-{version}.dist-info").mkdir()
        text = f"Metadata-Version: 2.4\nName: helhed\nVersion: {version}\n"
        (folder / f"helhed-{version}.dist-info" / "METADATA").write_text(text)
    return {"PYTHONPATH": str(folder)}


def test_a_worker_with_another_helhed_is_named_and_refused(tmp_path):
    wrong = {
        "has helhed 9.9": other_helhed(tmp_path / "older", version="9.9"),
        "has other code": other_helhed(tmp_path / "changed", more="# changed\n"),
        "cannot use helhed": other_helhed(tmp_path / "short", whole=False),
    }
    with loopback(tmp_path / "cluster", 0) as own:
        for words_of, environment in wrong.items():
            worker = own.worker(environment)
            with (
                pytest.raises(UnableToSpread, match=f"the worker tcp://.* {words_of}"),
                cluster(own.address),
            ):
                pass
            worker.terminate()
            worker.wait(10)


def test_a_worker_that_comes_later_with_another_helhed_does_no_job():
    expected = replace(itself(), numpy="1.0")
    with pytest.raises(UnableToSpread, match="came later has NumPy"):
        room._done(expected, 2, pickle.dumps((pow, 3)))
    assert room._done(itself(), 2, pickle.dumps((pow, 3))) == 8


def test_another_arithmetic_is_another_machine():
    assert replace(itself(), arithmetic="").differs(itself()).startswith("rounds otherwise")
    assert itself().differs(itself()) == ""
    assert room._arithmetic() == itself().arithmetic


def test_each_municipality_alone_gives_what_it_gave_in_the_country(tmp_path):
    country = put_country(tmp_path / "in", ("Nord", "Ø"))
    told = called(country, tmp_path / "all", "run", "--seed", "7")
    assert told.exit_code == 0, told.output
    for name in ("Nord", "Ø"):
        run = json.loads((tmp_path / "all" / name / "run.json").read_text())
        more = ("--seed", str(run["episodes"]["seed"]), "--as-of", run["episodes"]["as_of"])
        assert called(country / name, tmp_path / name, "run", *more).exit_code == 0
        assert answer(tmp_path / name) == answer(tmp_path / "all" / name)
        assert run["episodes"]["seed"] == seed_of(7, name)


@given(st.integers(0, 2**63 - 1), st.text(min_size=1), st.text(min_size=1))
def test_every_municipality_has_a_seed_of_its_own(seed, one, other):
    assert 0 <= seed_of(seed, one) < 2**63
    assert (seed_of(seed, one) == seed_of(seed, other)) == (one == other)


def test_no_name_of_a_person_is_sent(tmp_path):
    country = put_country(tmp_path / "in", ("Nord",))
    file = country / "Nord" / "episodes.csv"
    file.write_text(file.read_text().replace("\np", "\nSigne Prøvesen "))
    (one,) = read_all(country, Asked(3, None, 10, 1), Faults())
    assert "Prøvesen".encode() not in pickle.dumps((answered, one))


def test_a_fault_is_told_by_municipality_file_and_row(tmp_path):
    country = put_country(tmp_path / "in")
    with (country / "Syd" / "episodes.csv").open("a") as file:
        file.write("p1,2010-03,foster,own,,2019-99-01,,50000000\n")
    (country / "Vest").mkdir()
    told = called(country, tmp_path / "out", "run", "--json")
    assert told.exit_code == 3
    found = {one["file"]: one["row"] for one in json.loads(told.stdout)["faults"]}
    assert found["Syd/episodes.csv"] > 1
    assert any(file.startswith("Vest/") for file in found)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("word", ["backtest", "compare"])
def test_municipalities_are_tested_and_compared_one_by_one(tmp_path, word):
    country = put_country(tmp_path / "in", ("Nord",))
    more = (str(tmp_path / "no.toml"),) if word == "compare" else ()
    told = called(country, tmp_path / "out", word, *more)
    assert told.exit_code == 2
    assert "name one of them" in told.output


def test_a_municipality_that_cannot_be_forecast_is_named_and_nothing_is_written(tmp_path):
    country = put_country(tmp_path / "in", ("Nord", "Syd"))
    file = country / "Syd" / "episodes.csv"
    head, *_ = file.read_text().splitlines()
    file.write_text(f"{head}\np1,2010-03,foster,own,,2024-06-01,,50000000\n")
    told = called(country, tmp_path / "out", "run", "--as-of", "2024-05-31")
    assert told.exit_code == 3
    assert "Syd: episodes.csv: no episode had begun" in told.output
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


def test_money_is_summed_only_where_all_tell_it(tmp_path):
    country = put_country(tmp_path / "in", ("Nord", "Syd"))
    file = country / "Syd" / "episodes.csv"
    file.write_text(file.read_text().replace(",50000000\n", ",\n"))
    told = called(country, tmp_path / "out", "run")
    assert told.exit_code == 0, told.output
    text = (tmp_path / "out" / "forecast.csv").read_text()
    assert ",persons," in text
    assert ",oere," not in text
    assert "no price is told of Syd" in told.output


def test_scheduler_and_workers_listen_on_this_machine_only(tmp_path):
    import psutil

    with loopback(tmp_path, 1) as own, cluster(own.address):
        for process in (own.scheduler, *own.workers):
            open_to = psutil.Process(process.pid).net_connections("inet")
            assert {one.laddr.ip for one in open_to} == {HOST}


def certificate(folder, name, *more):
    words_of = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}"]
    words_of += ["-x509", "-days", "2", "-keyout", f"{name}.key", "-out", f"{name}.pem", *more]
    subprocess.run(words_of, cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make certificates with")
def test_by_tls_the_answer_is_the_same_and_who_has_no_certificate_is_turned_away(folder, tmp_path):
    certificate(tmp_path, "ca")
    issued = ("-CA", "ca.pem", "-CAkey", "ca.key", "-addext", f"subjectAltName=IP:{HOST}")
    certificate(tmp_path, "own", *issued)
    ca, cert, key = (str(tmp_path / name) for name in ("ca.pem", "own.pem", "own.key"))
    tls = ("--protocol", "tls", "--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key)
    settings = {"CA_FILE": ca, "CLIENT__CERT": cert, "CLIENT__KEY": key}
    known = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": path for name, path in settings.items()}
    assert called(folder, tmp_path / "one", "run", paths=20).exit_code == 0
    with loopback(tmp_path / "cluster", 1, *tls) as own:
        assert own.address.startswith("tls://")
        command = words(folder, tmp_path / "many", "run", "--cluster", own.address, paths=20)
        done = subprocess.run([*HELHED, *command], env={**os.environ, **known}, check=False)
        assert done.returncode == 0
        refused = called(folder, tmp_path / "no", "run", "--cluster", own.address)
        assert refused.exit_code == 3
    assert answer(tmp_path / "one") == answer(tmp_path / "many")
