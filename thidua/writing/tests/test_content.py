"""Whatever is written in a description is printed, once, in Word and in PDF."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thidua.writing.document import Article, Column, Document, Heading, Issuer, Paragraph, Rank, Run, Table
from thidua.writing.docx import docx_of
from thidua.writing.pdf import pdf_of
from thidua.writing.tests import make
from thidua.writing.tests.prints import Pdf, Word, squeezed

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĐƠƯ ếộữặỹ&<>{}#$*_`\\\"'@[]()/-–%0123456789"
SAMPLE = st.text(LETTERS, min_size=1, max_size=60)


def marked(number: int, text: str) -> str:
    """`text` between marks that nothing else has."""
    return f"«{number}» {text} »{number}«"


@settings(max_examples=25)
@given(st.lists(SAMPLE, min_size=9, max_size=9))
def test_every_text_given_is_printed_once(samples):
    texts = [marked(number, text) for number, text in enumerate(samples)]
    document = Document(
        type="plan",
        issuer=Issuer("SỞ GIÁO DỤC"),
        excerpt=texts[0],
        bases=(texts[1],),
        body=(
            Heading(texts[2], "1.", Rank.ARABIC),
            Paragraph((Run(texts[3], bold=True), Run(" "), Run(texts[4]))),
            Article(1, texts[5]),
            Table((Column(texts[6]), Column("B")), ((texts[7], 1),)),
            Paragraph("Hết"),
        ),
        recipients=(texts[8],),
    )

    printed = [squeezed(Word(docx_of(document)).text), squeezed(Pdf(pdf_of(document)).text)]

    expected = [squeezed(text) for text in texts]
    assert [[text.count(sample) for sample in expected] for text in printed] == [[1] * 9] * 2


@pytest.mark.parametrize("kind", make.KINDS)
def test_word_and_pdf_say_the_same(kind):
    document = make.KINDS[kind]()
    word, pdf = Word(docx_of(document)), Pdf(pdf_of(document))

    paragraphs = {squeezed(line) for line in word.text.split("\n")} - {""}
    printed = squeezed(pdf.text)

    assert {line for line in paragraphs if line not in printed} == set()
