"""What keeps an initiative from being registered or reported, each with its sentence."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from thidua.initiatives.models import Enclosure, Initiative, Round
from thidua.initiatives.parts import PARTS
from thidua.initiatives.queries.reach import registered_of_person, standing
from thidua.kernel.templatetags.words import number
from thidua.people.models import Post

WHOLE = Decimal(100)


def refuse_closed(the_round: Round, now: datetime, *, may_be_early: bool = False) -> None:
    """Raises `round_closed`, `round_not_open`."""
    if the_round.status != Round.Status.ANNOUNCED or now >= the_round.closes:
        said = f"{timezone.localtime(the_round.closes):%H:%M ngày %d/%m/%Y}"
        when = f"đã hết nhận đăng ký lúc {said}" if now >= the_round.closes else "không còn nhận đăng ký"
        sentence = (
            f"Đợt “{the_round}” {when}. Nội dung đã soạn vẫn còn nguyên trong bản nháp: "
            "chuyển sang đợt sau, hoặc đề nghị đơn vị tổ chức gia hạn."
        )
        raise ValidationError(sentence, code="round_closed")
    if now < the_round.opens and not may_be_early:
        opens = f"{timezone.localtime(the_round.opens):%d/%m/%Y}"
        sentence = f"Đợt “{the_round}” nhận đăng ký từ ngày {opens}. Bản nháp đã được giữ, quay lại gửi từ ngày đó."
        raise ValidationError(sentence, code="round_not_open")


def refuse_late_report(row: Initiative, now: datetime) -> None:
    """Raises `report_closed`; what was returned may be handed in again at any time before the round ends."""
    the_round = row.round
    if the_round is None or the_round.takes_reports(now):
        return
    if row.reason and row.reported_at and the_round.status != Round.Status.CONCLUDED:
        return
    raise ValidationError(
        f"Đợt “{the_round}” đã hết hạn nộp kết quả. Nội dung đã ghi vẫn còn nguyên; "
        "đề nghị đơn vị tổ chức gia hạn hoặc chuyển sáng kiến sang đợt sau.",
        code="report_closed",
    )


def missing_of(row: Initiative, step: str) -> list[str]:
    """What is still lacking to `register` or `report`, each by its label."""
    asked = {"register"} if step == "register" else {"register", "report"}
    lacking = [part.label for part in PARTS if part.asked in asked and not row.parts.get(part.name, "").strip()]
    if step == "report" and row.first_applied is None:
        lacking.append("Ngày áp dụng lần đầu")
    if step == "report" and not row.beneficiaries:
        lacking.append("Đối tượng hưởng lợi")
    return lacking


def refuse_incomplete(row: Initiative, step: str) -> None:
    """Raises `incomplete`, `no_results`, `no_evidence`."""
    problems = []
    if lacking := missing_of(row, step):
        words = "; ".join(lacking)
        problems.append(ValidationError(f"Còn thiếu {len(lacking)} mục: {words}.", code="incomplete"))
    if step == "report" and not row.results.exists():
        problems.append(
            ValidationError("Chưa có số liệu trước và sau khi áp dụng. Ghi ít nhất một chỉ số.", code="no_results")
        )
    if step == "report" and not row.enclosures.filter(purpose=Enclosure.Purpose.EVIDENCE).exists():
        problems.append(
            ValidationError("Chưa có minh chứng kết quả. Thêm ít nhất một tệp, ảnh hoặc đường dẫn.", code="no_evidence")
        )
    if problems:
        raise ValidationError(problems)


def refuse_bad_shares(row: Initiative) -> None:
    """Raises `shares`, `no_author`."""
    total = row.authors.aggregate(whole=Sum("share"))["whole"]
    if total is None:
        raise ValidationError("Chưa có tác giả nào. Thêm ít nhất một tác giả.", code="no_author")
    if total != WHOLE:
        raise ValidationError(shares_sentence(total), code="shares")


def shares_sentence(total: Decimal) -> str:
    gap = WHOLE - total
    way = f"thiếu {number(gap)} %" if gap > 0 else f"thừa {number(-gap)} %"
    return f"Tỷ lệ đóng góp cộng lại là {number(total)} %, {way}. Chia lại cho đủ đúng 100 %."


def refuse_unsettled_authors(row: Initiative, *, must_agree: bool) -> None:
    """Raises `author_declined`, and `author_not_agreed` where all must have agreed."""
    authors = list(row.authors.select_related("person"))
    if declined := [str(author) for author in authors if author.declined_at]:
        raise ValidationError(
            f"{', '.join(declined)} đã từ chối làm đồng tác giả. Bỏ khỏi danh sách và chia lại tỷ lệ.",
            code="author_declined",
        )
    if must_agree and (waiting := [str(author) for author in authors if not author.is_settled]):
        raise ValidationError(
            f"{', '.join(waiting)} chưa xác nhận là đồng tác giả. Nhắc xác nhận rồi nộp.", code="author_not_agreed"
        )


def refuse_left_authors(row: Initiative, day: date) -> None:
    """Raises `author_left` for authors in the system who work nowhere today."""
    persons = [author.person_id for author in row.authors.all() if author.person_id]
    working = set(Post.objects.valid_on(day).filter(person__in=persons).values_list("person", flat=True))
    left = [
        str(author)
        for author in row.authors.select_related("person")
        if author.person_id and author.person_id not in working
    ]
    if left:
        raise ValidationError(
            f"{', '.join(left)} không còn công tác tại đơn vị nào trong hệ thống. "
            "Ghi là tác giả bên ngoài, hoặc bỏ khỏi danh sách và chia lại tỷ lệ.",
            code="author_left",
        )


def refuse_over_quota(row: Initiative, the_round: Round) -> None:
    """Raises `too_many_authors`, `unit_quota`, `person_quota`. The caller holds the round's row."""
    authors = list(row.authors.select_related("person"))
    if the_round.most_authors and len(authors) > the_round.most_authors:
        sentence = f"Đợt này nhận nhiều nhất {the_round.most_authors} tác giả cho một sáng kiến."
        raise ValidationError(sentence, code="too_many_authors")
    if the_round.most_per_unit and standing(the_round).filter(unit=row.unit).count() >= the_round.most_per_unit:
        sentence = f"{row.unit.label} đã đăng ký đủ {the_round.most_per_unit} sáng kiến của đợt này."
        raise ValidationError(sentence, code="unit_quota")
    for author in authors if the_round.most_per_person else ():
        if author.person and registered_of_person(the_round, author.person) >= (the_round.most_per_person or 0):
            sentence = f"{author} đã có đủ {the_round.most_per_person} sáng kiến trong đợt này."
            raise ValidationError(sentence, code="person_quota")
