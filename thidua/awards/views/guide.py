"""What awards there are, what each needs, and the way of a year."""

from django.http import HttpResponse
from django.urls import reverse

from thidua.awards.queries.guide import UNIT_KINDS, guide_for, kind_of
from thidua.awards.queries.visibility import organisations
from thidua.awards.rulebook import rules_for
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.law import national_rules
from thidua.people.requests import PersonRequest

STEPS = (
    ("Đăng ký", "Đầu năm học, mỗi người và mỗi tổ đăng ký danh hiệu phấn đấu trong đợt xét của đơn vị."),
    (
        "Xếp loại năm",
        "Cuối năm, đơn vị xếp loại chất lượng từng người, từng tổ trước khi xét danh hiệu.",
    ),
    (
        "Xem điều kiện, lập đề nghị",
        "Phần Điều kiện nêu ai đủ, ai còn thiếu gì, theo điều nào; đề nghị lập từ đó.",
    ),
    (
        "Hội đồng xét",
        "Hội đồng đọc hồ sơ, bỏ phiếu; nội dung không buộc bỏ phiếu thì người đứng đầu ghi ý kiến kèm căn cứ. "
        "Chủ tọa ghi thành viên có tên trong danh sách là không tham gia biểu quyết.",
    ),
    (
        "Công khai",
        "Đợt có đặt số ngày công khai thì danh sách được công khai đủ số ngày làm việc đó; trả lời mọi ý kiến.",
    ),
    (
        "Quyết định hoặc gửi lên",
        "Đúng thẩm quyền thì người đứng đầu quyết định; vượt thẩm quyền thì gửi hồ sơ lên cấp có quyền quyết định.",
    ),
    (
        "Trao và ghi sổ",
        "Có quyết định thì in giấy khen hoặc giấy chứng nhận, tính tiền thưởng, ghi vào sổ khen thưởng giữ suốt đời.",
    ),
)


def guide(request: PersonRequest) -> HttpResponse:
    own = next(iter(organisations(request.user)), None)
    rules = rules_for(own) if own else national_rules()
    kind = kind_of(request.GET.get("loai") or (own.kind if own else ""))
    context = {
        "guide": guide_for(rules, kind, today()),
        "kinds": [(each.value, words) for each, words in UNIT_KINDS.items()],
        "kind_words": UNIT_KINDS[kind],
        "steps": STEPS,
        "outlook_url": reverse("awards:outlook"),
        "unit": own,
    }
    return page(request, "awards/guide.html", context, part="guide")
