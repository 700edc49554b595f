"""A school's officer finds what is owed; a teacher finishes a task with evidence; the leader confirms it."""

import re

from playwright.sync_api import expect


def test_officer_finds_what_the_school_owes(visitor):
    page = visitor.page
    visitor.sign_in("thpt01-cb")

    visitor.look()

    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()
    jobs = page.locator("#jobs .due")
    expect(jobs.first).to_be_visible()
    jobs.first.get_by_role("link").click()
    visitor.look()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_teacher_finishes_a_task_with_evidence(visitor):
    page = visitor.page
    visitor.sign_in("thpt01-t1-gv1")
    visitor.look()
    mine, the_teams = "tập huấn trực tuyến", "chưa có mã định danh"
    page.locator("#jobs .due", has_text=the_teams if visitor.is_phone else mine).get_by_role("link").click()
    visitor.look()

    if visitor.is_phone:
        page.get_by_role("button", name="Nhận việc").click()
        visitor.look()
    page.get_by_label("Kết quả").fill("Đã hoàn thành, kèm giấy chứng nhận.")
    page.get_by_label("Tệp minh chứng").set_input_files(
        {"name": "chung-nhan.txt", "mimeType": "text/plain", "buffer": "Giấy chứng nhận hoàn thành".encode()}
    )
    page.get_by_role("button", name=re.compile("Báo đã xong")).click()

    expect(page.get_by_text("Xong, chờ xác nhận").first).to_be_visible()
    expect(page.get_by_text("chung-nhan.txt").first).to_be_visible()
    visitor.look()
