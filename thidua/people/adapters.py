"""How this installation signs people in, in the words that people here read."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from thidua.people.models import Person, plain
from thidua.people.queries import needs_second_factor

WRONG_PAIR = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, rồi nhập lại."
WRONG_CODE = "Mã chưa đúng hoặc đã hết hạn. Nhập mã đang hiện trên điện thoại, hoặc một mã dự phòng chưa dùng."
TOO_MANY = "Đã thử quá nhiều lần. Đợi năm phút rồi thử lại, hoặc đặt lại mật khẩu."


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này đang bị khóa. Liên hệ quản trị viên của đơn vị.",
        "email_password_mismatch": WRONG_PAIR,
        "username_password_mismatch": WRONG_PAIR,
        "invalid_login": WRONG_PAIR,
        "enter_current_password": "Mật khẩu hiện tại chưa đúng.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "Mật khẩu chưa đúng.",
        "invalid_or_expired_key": "Liên kết không dùng được nữa. Xin liên kết mới.",
        "invalid_password_reset": "Liên kết không dùng được nữa. Xin liên kết mới.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "same_as_current": "Giá trị mới phải khác giá trị đang dùng.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators; nobody signs up."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted by name alone: who asks chooses the host that allauth would put before it."""
        return plain(credentials.get("email") or credentials.get("username") or "")

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        words = {"reauthenticate": "Dùng mật khẩu", "mfa_reauthenticate": "Dùng mã xác thực hai bước"}
        return [{**way, "description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]


class MfaAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Vai trò hiện nay bắt buộc xác thực hai bước, nên không tắt được.",
        "cannot_generate_recovery_codes": "Bật xác thực hai bước trước, rồi mới tạo mã dự phòng.",
        "incorrect_code": WRONG_CODE,
        "rate_limited": TOO_MANY,
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not needs_second_factor(authenticator.user)
