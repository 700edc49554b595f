"""The tờ trình of a dossier, written from what is stored: bases, what is asked for whom, opinions, and the list.

Nghị định 152/2025/NĐ-CP, Điều 33 khoản 11: căn cứ; danh hiệu, hình thức và thành tích; ý kiến của cơ quan liên quan; ý
kiến thẩm định.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from thidua.awards.authority import deciders
from thidua.awards.models import Appraisal, CouncilResult, Dossier, DossierEntry, Nomination
from thidua.awards.queries.papers import dossier_list_for
from thidua.awards.rulebook import rules_for
from thidua.documents.letterheads import described
from thidua.documents.models import OfficialDocument
from thidua.law.citing import Citation
from thidua.law.rules import Document as LawDocument
from thidua.people.models import Post
from thidua.people.queries import with_schools
from thidua.writing import forms
from thidua.writing.document import Appendix, Band, Block, Cell, Column, Document, Paragraph, Table


def submission_of(
    dossier: Dossier, entries: Sequence[DossierEntry], official: OfficialDocument, bases: tuple[str, ...]
) -> Document:
    """Set out with the head and foot of `official`."""
    to = (dossier.to_unit.name if dossier.to_unit else dossier.to_name,)
    body = tuple(_body(dossier, entries, to[0]))
    drawn = described(official, body=body, bases=bases, appendices=(roster_of(entries),))
    return replace(drawn, addressees=to)


def bases_of(dossier: Dossier, entries: Sequence[DossierEntry], on: date) -> tuple[str, ...]:
    """The documents on which the law data rests what is asked, the highest first, then the minutes."""
    rules = rules_for(dossier.season.unit)
    cited = {source.document for source in _sources(entries, on)}
    found = [one for key in cited if (one := rules.find(LawDocument, on, key)) is not None]
    found.sort(key=lambda one: (not one.title.startswith("Luật"), str(one.issued)))
    lines = [f"Căn cứ {one.title};" for one in found]
    documents = [row.document for row in dossier.papers.select_related("document").order_by("pk") if row.document]
    lines += [f"Căn cứ {_named(row)};" for row in documents]
    if dossier.season.plan:
        lines.append(f"Thực hiện {_lower(dossier.season.plan.title)};")
    return tuple(lines)


def doubts_of(dossier: Dossier, entries: Sequence[DossierEntry], on: date) -> tuple[str, ...]:
    """Why the bases have to be compared with the documents before it goes out, a sentence each."""
    return rules_for(dossier.season.unit).unsettled(tuple(_sources(entries, on)), on)


def _sources(entries: Sequence[DossierEntry], on: date) -> list[Citation]:
    """Where the lists of papers and the authorities for what is asked stand."""
    sources: list[Citation] = []
    for row in {each.nomination.award: each.nomination for each in entries}.values():
        papers = dossier_list_for(row, on)
        sources += papers.sources if papers else ()
        sources += [source for one in deciders(row.award, row.unit, on) for source in one.sources]
    return sources


def _named(row: OfficialDocument) -> str:
    about = f" {row.excerpt}" if row.excerpt else ""
    return f"{row.get_type_display()}{about}{f' ngày {row.date:%d/%m/%Y}' if row.date else ''}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _body(dossier: Dossier, entries: Sequence[DossierEntry], to: str) -> Iterator[Block]:
    unit, year = dossier.season.unit.name, dossier.season.law_year.label
    persons = sum(1 for each in entries if each.nomination.person_id)
    teams = len(entries) - persons
    whom = " và ".join(
        words for count, words in ((teams, f"{teams} tập thể"), (persons, f"{persons} cá nhân")) if count
    )
    yield Paragraph(f"{unit} đã xét thành tích {year} và kính trình {to} xem xét khen thưởng {whom}, cụ thể:")
    yield Table(
        (Column("Danh hiệu, hình thức đề nghị", 3), Column("Tập thể", 0.8, "center"), Column("Cá nhân", 0.8, "center")),
        tuple(_counts(entries)),
    )
    yield Paragraph("Thành tích của từng tập thể, cá nhân ghi ở danh sách kèm theo; hồ sơ gửi cùng Tờ trình này.")
    if voted := _voted(entries):
        yield Paragraph(f"Hội đồng đã bỏ phiếu đối với {voted} trường hợp; kết quả ghi trong biên bản kèm theo.")
    yield from _opinions(dossier, entries)
    yield from (Paragraph(line) for line in dossier.note.splitlines() if line.strip())
    if dossier.sent_anyway:
        yield Paragraph(f"Hồ sơ có điểm chưa đủ vì: {_lower(dossier.sent_anyway)}.")
    yield Paragraph(f"{unit} kính trình {to} xem xét, quyết định.")


def _counts(entries: Sequence[DossierEntry]) -> Iterator[tuple[Cell, ...]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in entries:
        counts[each.nomination.award_name][bool(each.nomination.person_id)] += 1
    for name, (teams, persons) in counts.items():
        yield name, teams or "", persons or ""


def _voted(entries: Sequence[DossierEntry]) -> int:
    """How many a council has voted on, at this desk or below."""
    rows = CouncilResult.objects.filter(nomination__in=[each.nomination_id for each in entries])
    return rows.values("nomination").distinct().count()


def _opinions(dossier: Dossier, entries: Sequence[DossierEntry]) -> Iterator[Block]:
    """What divisions said of the dossiers that were merged into this one."""
    asked = Appraisal.objects.filter(
        status=Appraisal.Status.GIVEN,
        dossier__to_season=dossier.season,
        dossier__entries__nomination__in=[each.nomination_id for each in entries],
    )
    rows = asked.select_related("division", "dossier__season__unit").distinct().order_by("pk")
    lines = [
        f"{row.division.name}: {'đồng ý' if row.agrees else 'không đồng ý'} với hồ sơ của "
        f"{row.dossier.season.unit.name}. {' '.join(row.opinion.split())}".strip()
        for row in rows
    ]
    if lines:
        yield Paragraph("Ý kiến thẩm định:")
        yield from (Paragraph(line, "-") for line in lines)


def roster_of(entries: Sequence[DossierEntry]) -> Appendix:
    """Who is proposed for what and for which achievement, by award; the persons in the order in which they came."""
    columns = (
        Column("Tập thể, cá nhân", 1.6),
        Column("Chức vụ, đơn vị", 1.6),
        Column("Thành tích", 2.4),
    )
    grouped: dict[str, list[Nomination]] = defaultdict(list)
    for each in entries:
        grouped[each.nomination.award_name].append(each.nomination)
    posts = positions_of([each.nomination for each in entries])
    rows: list[tuple[Cell, ...] | Band] = []
    for name, nominations in grouped.items():
        rows.append(Band(f"{name} ({len(nominations)})"))
        rows += [(row.subject_name, posts[row.pk], row.merit or row.summary) for row in nominations]
    return forms.roster("Danh sách tập thể, cá nhân được đề nghị khen thưởng", columns, rows, is_landscape=True)


def positions_of(nominations: Sequence[Nomination]) -> dict[int, str]:
    """By nomination: the title and the unit of a person, of a team the unit it belongs to; two queries."""
    persons = [row.person_id for row in nominations if row.person_id]
    titles: dict[int, str] = {}
    for post in with_schools(Post.objects.filter(person__in=persons, valid_to=None)):
        where = f"{post.unit.name}, {post.above}" if post.above else post.unit.name
        role = post.get_role_display() if post.role != Post.Role.MEMBER else ""
        titles.setdefault(post.person_id, ", ".join(filter(None, (post.title or role, where))))
    return {row.pk: titles.get(row.person_id, row.unit.name) if row.person_id else row.unit.name for row in nominations}
