"""Plans in every state, made by the same operations that people use: drafts, issued, under way, late, closed."""

import random
from datetime import date, timedelta

from thidua.documents.operations import add_link
from thidua.people.models import Person, Unit
from thidua.plans import operations
from thidua.plans.models import Assignment, Obligation, Plan
from thidua.plans.queries import addressable_units, plan_owed
from thidua.web.demo.figures import measure, quarterly
from thidua.web.demo.people import Scene
from thidua.web.demo.reports import build_reports
from thidua.web.demo.texts import text_of

RESULTS = (
    "Đã hoàn thành, kèm ảnh chụp màn hình và danh sách.",
    "Tổ đã họp, phân công từng người và nộp sản phẩm đúng hẹn.",
    "Đã cập nhật đủ dữ liệu, rà soát hai lần, không còn lỗi.",
)
LINK = "https://example.org/minh-chung"


def build_campaigns(scene: Scene, today: date) -> None:
    """The department's plans first, then what schools and communes make of them."""
    officer = who(scene.department, "officer")
    movement = draft(scene.department, officer, "so-truong-hoc-so", today)
    issue(movement, officer, scene.schools, today)
    reform = draft(scene.department, officer, "so-cai-cach-hanh-chinh", today)
    issue(reform, officer, scene.schools, today)
    safety = draft(scene.department, officer, "so-an-toan-truong-hoc", today)
    issue(safety, officer, scene.schools, today)
    chance = random.Random(7)
    service = draft(scene.department, officer, "so-phuc-vu", today)
    quarterly(service, officer)
    issue(service, officer, scene.schools, today)
    measure(service, today, random.Random(11))
    answer_obligations(movement, chance)
    answer_obligations(reform, chance)
    answer_obligations(safety, chance, everybody=True)
    operations.close_plan(safety, by=officer)
    draft(scene.department, officer, "truong-nhap", today, school="Sở", SCHOOL="SỞ GIÁO DỤC VÀ ĐÀO TẠO", head="")
    for place, school in enumerate(scene.schools[:14]):
        plan = school_campaign(scene, school, movement, today, chance, late=place % 5 == 4)
        if place == 4:
            amend(plan, today)
    for place, school in enumerate(scene.schools[14:20]):
        adopted_campaign(school, movement, today, chance, weakens=place == 1)
    for commune in scene.communes[:4]:
        commune_campaign(scene, commune, today, chance)
    build_reports(service, scene.schools[20:], officer, today)


def who(unit: Unit, role: str) -> Person:
    return Person.objects.filter(posts__unit=unit, posts__role=role).order_by("pk").first() or Person()


def someone_else(doer: Person, unit: Unit, *roles: str) -> Person | None:
    return Person.objects.filter(posts__unit=unit, posts__role__in=roles).exclude(pk=doer.pk).first()


def draft(unit: Unit, by: Person, name: str, today: date, **words: str) -> Plan:
    text = text_of(name, today, **words)
    return operations.draft_from_file(unit, by=by, data=text.encode(), name=f"{name}.txt")


def issue(plan: Plan, by: Person, units: list[Unit], today: date) -> None:
    """Settle what is doubtful, address and issue; a date on the paper is its date of issue."""
    for kind in (plan.duties, plan.tasks, plan.targets, plan.phases, plan.bases, plan.sections):
        kind.update(certainty="sure", doubt="")
    plan.duties.filter(due=None, recurrence="").update(due=plan.end or today)
    operations.address_units(plan, units, by=by, today=today)
    on = min(plan.document.date or today, today)
    operations.issue_plan(plan, by=by, today=min(on, today), on=on)


def school_campaign(
    scene: Scene, school: Unit, parent: Plan, today: date, chance: random.Random, *, late: bool
) -> Plan:
    """A school's own plan issued to its teams, work in several states, and a draft at the desk."""
    officer, head = who(school, "officer"), who(school, "head")
    words = {
        "school": school.name,
        "SCHOOL": school.name.upper(),
        "PARENT": "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH SƠN HÀ",
        "sign": school.sign,
        "place": school.place,
        "basis": f"{parent.document.number} ngày {parent.document.date:%d/%m/%Y}",
        "head": head.full_name,
    }
    plan = draft(school, officer, "truong-truong-hoc-so", today, **words)
    issue(plan, officer, [school, *scene.teams[school.pk]], today)
    if not late:
        work(plan, chance)
    answer_obligations(plan, chance)
    draft(school, officer, "truong-nhap", today, **words)
    return plan


def amend(plan: Plan, today: date) -> None:
    """A new version asks for one task less."""
    officer = who(plan.unit, "officer")
    version = operations.amend_plan(plan, by=officer)
    reason = "Sở đã làm việc này chung cho các trường."
    operations.remove_line(version.tasks.order_by("-order")[0], by=officer, departure=reason)
    operations.describe_amendment(version, by=officer, change_note=f"Bớt một nhiệm vụ: {reason}")
    operations.issue_plan(version, by=officer, today=today)


def adopted_campaign(school: Unit, parent: Plan, today: date, chance: random.Random, *, weakens: bool) -> None:
    """A school takes over the department's plan in one step; one of them asks less of itself and says why."""
    officer = who(school, "officer")
    plan = operations.adopt_plan(parent, school, by=officer, today=today)
    if weakens:
        target = plan.targets.exclude(value=None).order_by("order")[1]
        reason = "Trường vùng cao, đường truyền đang được sửa; đạt mức của Sở vào năm sau."
        operations.change_line(target, by=officer, value=(target.value or 0) - 10, departure=reason)
    for duty in plan.duties.filter(due=None, recurrence=""):
        passed = "Hạn của Sở đã qua khi trường lập kế hoạch."
        operations.change_line(duty, by=officer, due=today + timedelta(days=7), departure=passed)
    issue(plan, officer, [unit for unit in addressable_units(plan, today) if unit.kind == Unit.Kind.TEAM], today)
    if plan_owed(parent, school):
        operations.hand_in_plan(plan, by=officer)


def commune_campaign(scene: Scene, commune: Unit, today: date, chance: random.Random) -> None:
    officer, head = who(commune, "officer"), who(commune, "head")
    name = f"Ủy ban nhân dân {commune.name.lower()[:1]}{commune.name[1:]}"
    words = {"commune": name, "COMMUNE": commune.name.upper(), "place": commune.place, "head": head.full_name}
    plan = draft(commune, officer, "xa-chuyen-doi-so", today, **words)
    schools = [unit for unit in addressable_units(plan, today) if unit.is_school]
    issue(plan, officer, schools, today)
    answer_obligations(plan, chance)
    draft(commune, officer, "xa-chuyen-doi-so", today, **words)


def work(plan: Plan, chance: random.Random) -> None:
    """Some shares are taken, some done with evidence, some confirmed, one is returned."""
    for share in Assignment.objects.filter(task__plan=plan).select_related("task__plan", "unit", "person"):
        members = list(Person.objects.filter(posts__unit=share.unit, posts__role__in=["member", "officer"]))
        fate = chance.random()
        if not members or fate < 0.3:
            continue
        doer = share.person or chance.choice(members)
        operations.take_assignment(share, by=doer)
        if fate < 0.5:
            continue
        evidence = add_link(share.unit, by=doer, link=LINK, caption="Minh chứng mẫu")
        operations.finish_assignment(share, by=doer, note=chance.choice(RESULTS), attachments=[evidence])
        leader = someone_else(doer, share.unit, "leader", "head") or someone_else(doer, plan.unit, "head", "officer")
        if leader and fate > 0.7:
            operations.confirm_assignment(share, by=leader)
        elif leader and fate > 0.62:
            operations.return_assignment(share, by=leader, reason="Bổ sung danh sách có chữ ký.")


def answer_obligations(plan: Plan, chance: random.Random, *, everybody: bool = False) -> None:
    """Most units hand in what is due first; some are accepted, some returned, some are late."""
    issuer = who(plan.unit, "officer")
    rows = Obligation.objects.filter(duty__plan=plan).select_related("duty__plan__unit", "unit")
    first = rows.order_by("due").values_list("due", flat=True).first()
    for obligation in rows.filter(due=first).exclude(unit=plan.unit) if first else ():
        fate = chance.random()
        if not everybody and fate < 0.25:
            continue
        by = Person.objects.filter(
            posts__unit=obligation.unit, posts__role__in=["officer", "leader"], posts__valid_to=None
        ).first()
        if by is None:
            continue
        operations.submit_obligation(obligation, by=by, note="Gửi kèm văn bản của đơn vị.")
        if everybody or fate > 0.5:
            operations.accept_obligation(obligation, by=issuer)
        elif fate > 0.42:
            operations.return_obligation(obligation, by=issuer, reason="Thiếu chỉ tiêu về học bạ số.")
