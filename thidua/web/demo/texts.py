"""The sample plans, their dates moved so that something is due whatever the day is."""

import re
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent / "plans"
MARK = re.compile(r"\{(day|date|year)([+-]\d+)?\}")


def text_of(name: str, today: date, **words: str) -> str:
    """The text with `{day-20}` as 01/11/2026, `{date-60}` as on a letterhead, `{year+2}`, and `words` put in."""

    def put(match: re.Match[str]) -> str:
        shift = int(match[2] or 0)
        if match[1] == "year":
            return str(today.year + shift)
        day = today + timedelta(days=shift)
        return f"{day:%d/%m/%Y}" if match[1] == "day" else f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"

    text = MARK.sub(put, (FOLDER / f"{name}.txt").read_text("utf-8"))
    for word, value in words.items():
        text = text.replace(f"{{{word}}}", value)
    return text
