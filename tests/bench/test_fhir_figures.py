"""The figures of the FHIR checker."""

from helhed.cli.bench.fhir import bench_fhir
from tests.fhir.house import EXAMPLES


def test_every_official_example_is_measured():
    found = bench_fhir(EXAMPLES, seconds=0.01)
    assert sorted(row[0] for row in found.rows) == ["delivery report"] * 5 + ["order message"]
    assert all(row[5] > 0 for row in found.rows)


def test_without_examples_nothing_is_measured_and_that_is_told(tmp_path):
    [fault] = bench_fhir(tmp_path).faults
    assert "no examples" in fault
