"""A plan document goes in, a running campaign comes out."""

import re

import pytest
from playwright.sync_api import expect

from journeys.papers import file_for


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_officer_reads_mends_and_issues_a_document(visitor, tmp_path, kind):
    page = visitor.page
    visitor.sign_in("thpt01-cb")
    visitor.go("/ke-hoach/")
    page.get_by_role("link", name="Lập kế hoạch").click()
    visitor.look()
    page.locator("input[type=file]").set_input_files(file_for(kind, tmp_path))
    page.get_by_role("button", name="Đọc văn bản").click()
    page.wait_for_url(re.compile(r"/ban-doc/$"))
    visitor.look()

    show_understanding(visitor)
    mend_the_figure(page)
    settle_the_doubt(page)
    visitor.look()
    address_the_teams(visitor)
    page.get_by_role("link", name="Tiếp: ban hành").click()
    visitor.look()
    page.get_by_role("button", name=re.compile("^Ban hành tới")).click()
    confirm_if_asked(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Thư viện mở")
    expect(page.get_by_text("Đã ban hành").first).to_be_visible()
    visitor.look()
    for tab in ("Chỉ tiêu", "Nhiệm vụ", "Đơn vị", "Văn bản", "Lịch sử"):
        page.locator(".tabs").get_by_role("link", name=tab, exact=True).click()
        visitor.look()
    page.locator(".tabs").get_by_role("link", name="Chỉ tiêu").click()
    expect(page.get_by_text("≥ 65 %").first).to_be_visible()


def show_understanding(visitor):
    if visitor.is_phone:
        visitor.page.get_by_role("button", name="Đã hiểu").click()


def mend_the_figure(page):
    card = page.locator("article.it", has_text="Tỷ lệ học sinh mượn sách")
    card.get_by_role("link", name="Sửa").click()
    form = page.locator("article.it.editing")
    form.get_by_label("Mức phải đạt").fill("65")
    form.get_by_role("button", name="Lưu").click()
    expect(page.locator("article.it", has_text="≥ 65 %")).to_be_visible()


def settle_the_doubt(page):
    card = page.locator("article.it.doubt", has_text="Giữ vững danh hiệu")
    card.get_by_role("button", name="Giữ nguyên").click()
    expect(page.locator("article.it.doubt", has_text="Giữ vững danh hiệu")).to_have_count(0)


def address_the_teams(visitor):
    page = visitor.page
    page.get_by_role("link", name="Chọn đơn vị nhận").click()
    visitor.look()
    page.get_by_role("button", name="Mọi đơn vị cấp dưới trực tiếp").click()
    expect(page.locator("#addressing").get_by_text(re.compile(r"^[1-9]\d* đơn vị$"))).to_be_visible()


def confirm_if_asked(page):
    dialog = page.locator("dialog#confirm")
    if dialog.is_visible():
        dialog.get_by_role("button", name="Đồng ý").click()
