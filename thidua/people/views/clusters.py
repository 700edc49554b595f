"""Clusters of peer units: the list, one cluster, its members and who leads it in a year."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.queries import history_of
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.kernel.permissions import require
from thidua.people import operations
from thidua.people.exports import chosen_clusters
from thidua.people.forms.clusters import ClusterForm, ClusterLeadForm
from thidua.people.models import Cluster, Unit
from thidua.people.queries import (
    clusters_visible_to,
    lines_of,
    number_of,
    units_administered_by,
    units_visible_to,
)
from thidua.people.requests import PersonRequest

PER_PAGE = 25


def clusters(request: PersonRequest) -> HttpResponse:
    year = today().year
    if request.GET.get("xuat") == "excel":
        return exported(request, "people.clusters", today())
    rows = chosen_clusters(request.user, request.GET, year)
    context = {
        "clusters": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "year": year,
        "may_add": running_unit(request) is not None,
    }
    return page(request, "people/clusters.html", context, part="cluster-rows")


def running_unit(request: PersonRequest) -> Unit | None:
    """The unit that would run a new cluster: the one asked for, else the acting one, else the topmost administered."""
    units, acting = units_administered_by(request.user), request.user.acting_post
    wanted = number_of(request.GET.get("donvi", "")) or (acting.unit_id if acting else 0)
    return units.filter(pk=wanted).first() or units.order_by("path").first()


def cluster_page(request: PersonRequest, cluster_id: int) -> HttpResponse:
    """The members that one may see; the form for this year's lead, for who runs the cluster."""
    cluster = visible_cluster(request, cluster_id)
    may_lead = request.user.has_perm("people.set_cluster_lead", cluster)
    form = ClusterLeadForm(request.POST or None, cluster=cluster) if may_lead else None
    if form and form.is_valid():
        try:
            operations.set_cluster_lead(cluster, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã giao {form.cleaned_data['unit']} làm cụm trưởng.")
            return redirect("people:cluster", cluster.pk)
    members = units_visible_to(request.user).filter(clusters=cluster).order_by("sort_key", "pk")
    listed = Paginator(members, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "cluster": cluster,
        "form": form,
        "members": listed,
        "lines": lines_of(listed, request.user, today()),
        "size": cluster.units.count(),
        "leads": cluster.leads.select_related("unit").order_by("-year")[:10],
        "entries": history_of(cluster)[:30] if may_lead else [],
    }
    return page(request, "people/cluster.html", context)


def visible_cluster(request: PersonRequest, cluster_id: int) -> Cluster:
    return get_object_or_404(clusters_visible_to(request.user).select_related("unit"), pk=cluster_id)


def add_cluster(request: PersonRequest) -> HttpResponse:
    unit, by = running_unit(request), request.user
    if unit is None:
        raise PermissionDenied("Chỉ quản trị viên lập được cụm, khối thi đua.")
    form = ClusterForm(request.POST or None, by=by, unit=unit)
    if form.is_valid():
        try:
            cluster = operations.add_cluster(unit, by=by, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã lập cụm {cluster}.")
            return redirect("people:cluster", cluster.pk)
    return page(request, "people/cluster_form.html", {"form": form, "unit": unit})


def change_cluster(request: PersonRequest, cluster_id: int) -> HttpResponse:
    cluster, by = visible_cluster(request, cluster_id), request.user
    require(by, "people.change_cluster", cluster)
    initial = {"name": cluster.name, "units": list(cluster.units.all())}
    form = ClusterForm(request.POST or None, by=by, unit=cluster.unit, initial=initial)
    if form.is_valid():
        try:
            operations.change_cluster(cluster, by=by, year=today().year, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu cụm.")
            return redirect("people:cluster", cluster.pk)
    return page(request, "people/cluster_form.html", {"form": form, "unit": cluster.unit, "cluster": cluster})
