"""How one wants to be told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest
from thidua.progress.models import Preference
from thidua.progress.operations.letters import change_preference, letters_are_sent
from thidua.progress.reminder_forms import PreferenceForm


def preference(request: PersonRequest) -> HttpResponse:
    known = Preference.objects.filter(person=request.user).first() or Preference(person=request.user)
    form = PreferenceForm(request.POST or None, instance=known)
    if form.is_valid():
        change_preference(request.user, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu cách nhận tin.")
        return redirect("progress:change_preference")
    return page(request, "progress/preference.html", {"form": form, "letters_are_sent": letters_are_sent()})
