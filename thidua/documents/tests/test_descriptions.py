"""Descriptions kept as data, and files made of them later."""

import json

import pytest

from thidua.documents import operations
from thidua.documents.descriptions import as_data, from_data
from thidua.documents.letterheads import described
from thidua.documents.queries import written_files
from thidua.documents.tests import make
from thidua.people.tests import make as people
from thidua.writing.document import Paragraph
from thidua.writing.tests import make as documents


@pytest.mark.parametrize("document", [documents.plan(), documents.decision(3), documents.notice(), documents.minutes()])
def test_description_comes_back_as_it_went(document):
    assert from_data(json.loads(json.dumps(as_data(document)))) == document


def test_something_else_is_no_description():
    with pytest.raises(ValueError, match="no description"):
        from_data({"is": "Band", "title": "A"})


@pytest.mark.django_db
def test_files_are_made_of_what_was_frozen():
    unit = people.unit()
    official = make.document(unit, people.person(unit))
    document = described(official, body=(Paragraph("Nội dung ban hành."),))
    operations.freeze_description(official, document)
    official.excerpt = "Sửa sau khi ban hành"
    official.save()

    written = operations.written_of(official)

    assert written
    assert written_files(official) == {"word": written.word, "pdf": written.pdf}
    word, pdf = operations.printed(official, document)
    assert operations.open_file(written.pdf.file).read() == pdf
    assert operations.open_file(written.word.file).read() == word
    assert operations.written_of(official) == written


@pytest.mark.django_db
def test_document_of_unknown_content_has_no_files():
    unit = people.unit()

    assert operations.written_of(make.document(unit, people.person(unit))) is None
