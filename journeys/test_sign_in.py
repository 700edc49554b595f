"""Signing in, with a second factor once it is set up."""

import base64
import hmac
import re
import struct
import time

from playwright.sync_api import expect

from journeys.conftest import PASSWORD
from journeys.steps import let_in


def code_of(secret):
    """The six digits of the moment: RFC 6238 with SHA-1 and 30 seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_head_sets_up_the_second_factor_and_signs_in_with_it(visitor, shell):
    """The heads of two schools that no other journey needs: without the code they no longer come in."""
    page = visitor.page
    name = "thpt11-ht" if visitor.is_phone else "thpt10-ht"
    let_in(shell, name)
    visitor.go("/")
    visitor.sign_in(name)
    visitor.go("/tai-khoan/hai-buoc/")
    page.get_by_role("link", name=re.compile("Bật")).first.click()
    visitor.look()
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.wait_for_url("**/bat/")
    visitor.look()
    page.get_by_text("Không quét được").click()
    secret = page.locator("details code").inner_text()
    page.get_by_label(re.compile("^Mã")).fill(code_of(secret))
    page.get_by_role("button", name="Bật xác thực hai bước").click()
    page.wait_for_load_state()
    visitor.look()
    visitor.go("/")
    visitor.sign_out()

    visitor.sign_in(name)
    visitor.look()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực hai bước")
    used = code_of(secret)
    time.sleep(31 - time.time() % 30 if code_of(secret) == used else 0)
    page.get_by_label(re.compile("^Mã")).fill(code_of(secret))
    page.get_by_role("button", name="Đăng nhập", exact=True).click()

    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()
    visitor.look()


def test_wrong_password_is_refused_in_words(visitor):
    visitor.sign_in("thpt01-cb", "sai-mat-khau")

    visitor.look()

    expect(visitor.page.get_by_role("alert").or_(visitor.page.locator(".errors")).first).to_be_visible()
