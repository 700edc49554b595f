"""News from below."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver

from thidua.audit.operations import record
from thidua.kernel.models import Run
from thidua.kernel.signals import run_finished
from thidua.people.models import Person
from thidua.people.operations.notices import notify


@receiver(run_finished, dispatch_uid="people.tell_who_asked")
def tell_who_asked(sender: Any, run: Run, **kwargs: Any) -> None:
    if run.by_id:
        notify([run.by_id], f"run:{run.pk}:{run.attempts}", f"{run.title}: {run.message}", run.result_url)


@receiver([password_changed, password_set, password_reset], dispatch_uid="people.tell_new_password")
def tell_new_password(sender: Any, user: Person, **kwargs: Any) -> None:
    record("people.set_password", user, by=user, sentence=f"“{user}” đặt mật khẩu mới")


@receiver([authenticator_added, authenticator_reset], dispatch_uid="people.tell_second_factor")
def tell_second_factor(sender: Any, user: Person, **kwargs: Any) -> None:
    record("people.set_second_factor", user, by=user, sentence=f"“{user}” bật xác thực hai bước hoặc đổi mã dự phòng")


@receiver(authenticator_removed, dispatch_uid="people.tell_no_second_factor")
def tell_no_second_factor(sender: Any, user: Person, **kwargs: Any) -> None:
    record("people.remove_second_factor", user, by=user, sentence=f"“{user}” tắt xác thực hai bước")
