"""Whatever is given to read, a reading comes out that is sound; only the door refuses, and only with a Refusal."""

import random
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thidua.reading import read, read_text
from thidua.reading.tests.files import docx_of, pdf_of, printed
from thidua.reading.tests.shape import faults_of

PLANS = sorted((Path(__file__).parent / "plans" / "text").glob("*.txt"))
TEXTS = [path.read_text("utf-8") for path in PLANS]

GARBAGE = [
    "\x00",
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\ufffd",
    "\U0001f600",
    "\x1b[0m",
    "|",
    "**",
    "## ",
    "\t\t\t",
]
GARBAGE += [
    "I.",
    "1.1.1.1.1",
    "a)",
    "“",
    "”",
    "(",
    "100%",
    "≥",
    "31/02/2026",
    "Số:",
    "; ",
    "\u0301",
    "\udc80",
    "7" * 5000,
]


def lines_changed(change):
    def changed(text, chance):
        lines = text.split("\n")
        change(lines, chance)
        return "\n".join(lines)

    return changed


def delete(lines, chance):
    for _ in range(len(lines) // 4):
        del lines[chance.randrange(len(lines))]


def double(lines, chance):
    for _ in range(len(lines) // 4):
        place = chance.randrange(len(lines))
        lines.insert(chance.randrange(len(lines)), lines[place])


def join(lines, chance):
    for _ in range(len(lines) // 3):
        place = chance.randrange(len(lines))
        lines[place : place + 2] = [" ".join(lines[place : place + 2])]


def tear(lines, chance):
    for _ in range(len(lines) // 3):
        place = chance.randrange(len(lines))
        cut = chance.randrange(len(lines[place]) + 1)
        lines[place : place + 1] = [lines[place][:cut], lines[place][cut:]]


def break_pages(lines, chance):
    for _ in range(6):
        lines.insert(chance.randrange(len(lines)), chance.choice(["\f", "- 3 -", "4", "Trang 2/7", "\f5\n"]))


def spoil(text, chance):
    letters = list(text)
    for _ in range(30):
        letters.insert(chance.randrange(len(letters) + 1), chance.choice(GARBAGE))
    return "".join(letters)


def without_marks(text, chance):
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


MUTATIONS = {
    "deleted": lines_changed(delete),
    "doubled": lines_changed(double),
    "shuffled": lines_changed(lambda lines, chance: chance.shuffle(lines)),
    "joined": lines_changed(join),
    "torn": lines_changed(tear),
    "paged": lines_changed(break_pages),
    "spoilt": spoil,
    "without line breaks": lambda text, chance: " ".join(text.split()),
    "in capitals": lambda text, chance: text.upper(),
    "in small letters": lambda text, chance: text.lower(),
    "without marks": without_marks,
    "decomposed": lambda text, chance: unicodedata.normalize("NFD", text),
    "of Windows": lambda text, chance: text.replace("\n", "\r\n"),
    "of old Macs": lambda text, chance: text.replace("\n", "\r"),
    "widely set": lambda text, chance: re.sub(r" (?=\w)", lambda _: " " * chance.choice([1, 1, 1, 3, 9]), text),
    "cut off": lambda text, chance: text[chance.randrange(len(text) + 1) :][: chance.randrange(len(text) + 1)],
    "backwards": lambda text, chance: text[::-1],
}


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_plan_is_read_soundly(path):
    assert faults_of(read_text(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_mutated_plan_is_read_soundly(mutation):
    chance = random.Random(7)

    for text in TEXTS:
        assert faults_of(read_text(mutation(text, chance))) == []


@given(st.sampled_from(TEXTS), st.lists(st.sampled_from(sorted(MUTATIONS)), min_size=2, max_size=5), st.integers())
def test_plan_mutated_many_times_is_read_soundly(text, mutations, seed):
    chance = random.Random(seed)
    for name in mutations:
        text = MUTATIONS[name](text, chance) or " "

    assert faults_of(read_text(text)) == []


@given(st.text(max_size=400))
def test_any_text_is_read_soundly(text):
    assert faults_of(read_text(text)) == []


WORDS = sorted({word for text in TEXTS for word in text.split(" ")}) + ["\n"] * 400 + GARBAGE


@given(st.lists(st.sampled_from(WORDS), max_size=200))
def test_words_of_plans_in_any_order_are_read_soundly(words):
    assert faults_of(read_text(" ".join(words))) == []


LINES = [line for text in TEXTS for line in text.split("\n") if line.strip()]


def word_file(parts, chance):
    """Paragraphs, lists, tables in tables and pages, with a header and a footer."""

    def says():
        return clean(chance.choice(LINES))

    def write(document):
        document.sections[0].header.paragraphs[0].text = says()
        document.sections[0].footer.paragraphs[0].text = says()
        for part in parts:
            WRITERS[part](document, says)

    return docx_of(write)


def clean(text):
    return "".join(filter(str.isprintable, text))


def write_table(document, says):
    table = document.add_table(5, 4, style="Table Grid")
    for row in table.rows:
        for cell in row.cells:
            cell.text = says()
    table.cell(1, 0).merge(table.cell(1, 2))
    table.cell(2, 3).merge(table.cell(4, 3))
    return table


WRITERS = {
    "paragraph": lambda document, says: document.add_paragraph(says() + "\n" + says()),
    "list": lambda document, says: [
        document.add_paragraph(says(), style=s) for s in ("List Number", "List Bullet", "List Number 2")
    ],
    "table": write_table,
    "nested": lambda document, says: setattr(
        write_table(document, says).cell(0, 1).add_table(2, 2).cell(1, 1), "text", says()
    ),
    "heading": lambda document, says: document.add_heading(says(), 2),
    "page": lambda document, says: document.add_page_break(),
}


@settings(max_examples=50)
@given(st.lists(st.sampled_from(sorted(WRITERS)), max_size=8), st.integers())
def test_any_word_file_is_read_soundly(parts, seed):
    assert faults_of(read(word_file(parts, random.Random(seed)))) == []


@given(st.integers(1, 4), st.integers())
def test_any_pdf_is_read_soundly(count, seed):
    chance = random.Random(seed)
    pages = [
        printed(*((chance.randint(20, 560), chance.randint(20, 820), ascii_of(chance.choice(LINES))) for _ in range(9)))
        for _ in range(count)
    ]

    assert faults_of(read(pdf_of(pages))) == []


def ascii_of(text):
    plain = without_marks(text, None).encode("ascii", "ignore").decode()
    return "".join(filter(str.isprintable, re.sub(r"[()\\]", "", plain))) or "a"
