"""The pages of clusters."""

import pytest
from django.urls import reverse

from thidua.kernel.calendar import today
from thidua.people.models import Cluster
from thidua.people.queries import clusters_visible_to
from thidua.people.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place, client):
    chief = make.person(place["top"], "administrator", name="Trần Văn Bình")
    client.force_login(chief)
    return chief


def address(name: str, cluster: Cluster) -> str:
    return reverse(f"people:{name}", args=[cluster.pk])


def listed(response) -> list[str]:
    return [cluster.name for cluster in response.context["clusters"]]


def test_list_tells_size_and_lead_of_the_year(client, place, chief):
    cluster = make.cluster(place["top"], [place["school"], place["other"]], name="Khối Đồng bằng")
    cluster.leads.create(year=today().year - 1, unit=place["school"])
    cluster.leads.create(year=today().year, unit=place["other"])
    make.cluster(place["top"], [], name="Khối Biển")

    response = client.get(reverse("people:clusters"))
    searched = client.get(reverse("people:clusters"), {"q": "dong BANG"})

    assert listed(response) == ["Khối Biển", "Khối Đồng bằng"]
    assert listed(searched) == ["Khối Đồng bằng"]
    row = searched.context["clusters"][0]
    assert (row.size, [lead.unit for lead in row.leads_now]) == (2, [place["other"]])


def test_size_is_of_all_members_seen_or_not(client, place):
    make.cluster(place["top"], [place["school"], place["other"]])
    client.force_login(make.person(place["school"], "member"))

    response = client.get(reverse("people:clusters"))

    assert response.context["clusters"][0].size == 2


def test_list_and_permission_agree(place):
    far = make.unit("Sở Xa", kind="department")
    clusters = [
        make.cluster(place["top"], [place["school"]], name="A"),
        make.cluster(place["commune"], [place["other"]], name="B"),
        make.cluster(place["school"], [place["team"]], name="C"),
        make.cluster(far, [make.unit("Trường Xa", parent=far)], name="D"),
    ]

    for unit in (*place.values(), far):
        person = make.person(unit, "member")
        seen = {cluster for cluster in clusters if person.has_perm("people.view_cluster", cluster)}
        assert set(clusters_visible_to(person)) == seen, unit


def test_cluster_is_made_changed_and_led_by_its_forms(client, place, chief):
    client.post(reverse("people:add_cluster"), {"name": "Cụm 1", "units": [place["school"].pk]})
    cluster = Cluster.objects.get(name="Cụm 1")
    members = [place["school"].pk, place["other"].pk]
    client.post(address("change_cluster", cluster), {"name": "Cụm số 1", "units": members})
    response = client.post(address("cluster", cluster), {"year": 2026, "unit": place["other"].pk})

    cluster.refresh_from_db()
    assert (cluster.unit, cluster.name) == (place["top"], "Cụm số 1")
    assert set(cluster.units.all()) == {place["school"], place["other"]}
    assert list(cluster.leads.values_list("year", "unit")) == [(2026, place["other"].pk)]
    assert response.url == address("cluster", cluster)


def test_form_takes_no_unit_from_elsewhere_and_no_second_name(client, place, chief):
    far = make.unit("Sở Xa", kind="department")
    make.cluster(place["top"], [], name="Cụm 1")

    outside = client.post(reverse("people:add_cluster"), {"name": "Cụm 2", "units": [far.pk]})
    twice = client.post(reverse("people:add_cluster"), {"name": "Cụm 1"})

    assert outside.context["form"].errors.as_data()["units"][0].code == "invalid_choice"
    assert twice.status_code == 422
    assert Cluster.objects.count() == 1


def test_lead_is_one_of_the_members(client, place, chief):
    cluster = make.cluster(place["top"], [place["school"]])

    response = client.post(address("cluster", cluster), {"year": 2026, "unit": place["other"].pk})

    assert response.status_code == 422
    assert not cluster.leads.exists()


def test_cluster_of_another_scope_is_not_found_and_of_ones_own_not_changed(client, place):
    theirs, ours = make.cluster(place["other"], [], name="Xa"), make.cluster(place["top"], [place["school"]])
    client.force_login(make.person(place["school"], "head"))

    assert client.get(address("cluster", theirs)).status_code == 404
    assert client.get(address("change_cluster", theirs)).status_code == 404
    assert client.get(address("change_cluster", ours)).status_code == 403
    assert client.get(reverse("people:add_cluster")).status_code == 403
    client.post(address("cluster", ours), {"year": 2026, "unit": place["school"].pk})
    assert not ours.leads.exists()


def test_members_out_of_sight_are_counted_but_not_listed(client, place):
    cluster = make.cluster(place["top"], [place["school"], place["other"]])
    client.force_login(make.person(place["school"], "member"))

    response = client.get(address("cluster", cluster))

    assert [line.unit for line in response.context["lines"]] == [place["school"]]
    assert "1/2 đơn vị nằm trong phạm vi được xem" in response.text


def test_part_for_htmx_is_the_rows_alone(client, place, chief):
    make.cluster(place["top"], [], name="Cụm 1")

    response = client.get(reverse("people:clusters"), headers={"HX-Request": "true"})

    assert response.text.strip().startswith('<section id="cluster-rows"')
    assert "Cụm 1" in response.text


@pytest.mark.parametrize("count", [3, 30])
def test_lists_ask_no_more_for_more_rows(client, place, chief, count, django_assert_max_num_queries):
    schools = [make.unit(f"Trường {number}", parent=place["top"]) for number in range(count)]
    clusters = [make.cluster(place["top"], schools, name=f"Cụm {number}") for number in range(count)]
    for cluster in clusters:
        cluster.leads.create(year=today().year, unit=schools[0])

    with django_assert_max_num_queries(18):
        client.get(reverse("people:clusters"))
    with django_assert_max_num_queries(19):
        client.get(address("cluster", clusters[0]))
