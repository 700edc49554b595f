import pytest

from thidua.audit.sealing import numbers_in, runs_of


@pytest.mark.parametrize(
    ("numbers", "runs"),
    [([1], "1"), ([1, 2, 3, 7], "1-3,7"), ([4, 6, 7], "4,6-7"), ([], "")],
)
def test_runs_of_numbers_are_written_and_read_back(numbers, runs):
    assert (runs_of(numbers), list(numbers_in(runs))) == (runs, numbers)


@pytest.mark.parametrize("text", ["rỗng", "1-2-3", "1,", "-1", "1 2", "٣"])
def test_runs_that_were_never_written_cover_nothing(text):
    assert list(numbers_in(text)) == []
