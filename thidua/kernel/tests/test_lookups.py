import pytest

from thidua.kernel.tests import make

pytestmark = pytest.mark.django_db
PATHS = ["0001", "00010001", "0001000A", "0001000Z0001", "0001ZZZZ", "0002", "00020001", "000", ""]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("0001", {"0001", "00010001", "0001000A", "0001000Z0001", "0001ZZZZ"}),
        ("0001000Z", {"0001000Z0001"}),
        ("0003", set()),
        ("0_01", set()),
        ("%", set()),
        ("", set(PATHS)),
    ],
)
def test_under_finds_the_node_and_all_below(above, below):
    for path in PATHS:
        make.errand(kind=path)

    found = make.Errand.objects.filter(kind__under=above)

    assert {errand.kind for errand in found} == below
