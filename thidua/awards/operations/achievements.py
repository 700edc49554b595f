"""The report of achievements, written part by part by several people."""

from collections.abc import Mapping
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.awards.models import Nomination
from thidua.awards.operations.nominations import MOST_SUMMARY, written
from thidua.awards.queries.achievements import parts_of
from thidua.kernel.permissions import require
from thidua.people.models import Person
from thidua.plans.operations.work import may_say

MOST_PART = 20_000
SUMMARY = "summary"


def mark_of(text: str) -> str:
    """What a page carries along of a text as it was shown, to tell whether somebody else has changed it since."""
    return sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:16]


@transaction.atomic
def write_report(
    nomination: Nomination, texts: Mapping[str, str], *, by: Person, seen: Mapping[str, str]
) -> Nomination:
    """Save parts of the report, and the summary. `seen` holds the mark of each as it was shown: what somebody else
    changed meanwhile is not overwritten unseen, what two wrote in different parts goes together.

    Raises ValidationError `changed_meanwhile` (nothing is saved then), `too_long`, `no_such_part`, and as
    `change_nomination` what may not be written.
    """
    require(by, "awards.write_report", nomination)
    row = written(nomination)
    parts = {part["key"]: part for part in parts_of(row)}
    if unknown := set(texts) - set(parts) - {SUMMARY}:
        raise ValidationError(f"Báo cáo không có phần “{min(unknown)}”. Tải lại trang.", code="no_such_part")
    present = {SUMMARY: row.summary, **{key: part["text"] for key, part in parts.items()}}
    said = {key: may_say(text, most=MOST_SUMMARY if key == SUMMARY else MOST_PART) for key, text in texts.items()}
    changed = {key: text for key, text in said.items() if text != present[key]}
    crossed = [key for key in changed if mark_of(present[key]) != seen.get(key, mark_of(""))]
    if crossed:
        names = ", ".join(parts[key]["title"] if key in parts else "Tóm tắt thành tích" for key in crossed)
        sentence = (
            f"Người khác vừa sửa: {names}. Nội dung vừa gõ còn nguyên bên dưới; "
            "xem bản mới lưu rồi gộp lại, sau đó lưu lần nữa."
        )
        raise ValidationError(sentence, code="changed_meanwhile")
    if not changed:
        return row
    row.summary = changed.pop(SUMMARY, row.summary)
    row.report = [{**part, "text": changed.get(key, part["text"])} for key, part in parts.items()]
    row.save(update_fields=["report", "summary"])
    record("awards.write_report", row, by=by, sentence=f"Viết báo cáo thành tích của {row.subject_name}"[:500])
    return row
