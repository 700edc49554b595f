"""The first start, one's own profile, and the post one acts from."""

import json

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from thidua.kernel.htmx import page
from thidua.people import operations
from thidua.people.forms.accounts import ContactForm, EmailForm, SetUpForm
from thidua.people.models import Person
from thidua.people.queries import number_of, record_of
from thidua.people.requests import PersonRequest


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
def set_up(request: HttpRequest) -> HttpResponse:
    """Once: while there is no person at all."""
    if Person.objects.exists():
        raise Http404
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        try:
            operations.set_up(form.unit(), form.person(), password=form.cleaned_data["password1"])
        except ValidationError as refusal:
            show(form, refusal)
        else:
            messages.success(request, "Đã thiết lập. Đăng nhập bằng tên và mật khẩu vừa đặt.")
            return redirect("account_login")
    return page(request, "people/set_up.html", {"form": form})


def show(form: SetUpForm, refusal: ValidationError) -> None:
    """Put a refusal at its fields; one about the password, which is no field of a model, at its own."""
    codes = [] if hasattr(refusal, "error_dict") else [str(error.code) for error in refusal.error_list]
    form.add_error("password1" if any(code.startswith("password") for code in codes) else None, refusal)


def profile(request: PersonRequest) -> HttpResponse:
    person = request.user
    form = ContactForm(request.POST or None, person=person)
    if form.is_valid():
        operations.change_contact(person, by=person, **form.cleaned_data)
        messages.success(request, "Đã lưu số điện thoại.")
        return redirect("people:profile")
    posts = person.posts.select_related("unit").order_by("-valid_from", "-pk")
    return page(request, "people/profile.html", {"form": form, "all_posts": posts})


@never_cache
def own_record(request: PersonRequest) -> HttpResponse:
    """What is held about the person, as a file of their own."""
    body = json.dumps(record_of(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="thong-tin-ca-nhan.json"'
    return response


@reauthentication_required
def change_email(request: PersonRequest) -> HttpResponse:
    form = EmailForm(request.POST or None)
    if form.is_valid():
        try:
            refuse_many_letters(request)
            token = operations.email_token(request.user, form.cleaned_data["email"])
        except ValidationError as refusal:
            form.add_error("email", refusal)
        else:
            send_confirmation(request, form.cleaned_data["email"], token)
            messages.success(request, "Đã gửi liên kết xác nhận. Mở thư để dùng địa chỉ mới.")
            return redirect("people:profile")
    return page(request, "people/change_email.html", {"form": form})


def refuse_many_letters(request: PersonRequest) -> None:
    """Raise ValidationError `too_many` beyond ten in a minute: letters go to whom the person names."""
    if not ratelimit.consume(request, action="manage_email", user=request.user):
        raise ValidationError("Đã gửi nhiều thư trong một phút. Đợi một phút rồi gửi lại.", code="too_many")


def send_confirmation(request: PersonRequest, email: str, token: str) -> None:
    url = request.build_absolute_uri(reverse("people:confirm_email", args=[token]))
    text = render_to_string("people/email/change_email.txt", {"person": request.user, "url": url})
    send_mail("Xác nhận thư điện tử dùng cho Thi đua", text, None, [email])


def confirm_email(request: PersonRequest, token: str) -> HttpResponse:
    """Opened from the letter; changes only by the button, so that a mail scanner's visit does nothing."""
    if request.method == "POST":
        operations.confirm_email(token, by=request.user)
        messages.success(request, "Đã đổi thư điện tử.")
        return redirect("people:profile")
    return page(request, "people/confirm_email.html")


@require_POST
def switch_post(request: PersonRequest) -> HttpResponse:
    """Act from another of one's posts, then go on where one was."""
    post = operations.chosen_post(request.user, number_of(request.POST.get("post", "")))
    request.session["post"] = post.pk
    messages.success(request, f"Đang làm việc với vai trò {post}.")
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "web:home")
