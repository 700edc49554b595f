"""Templates and the layout check in the demonstration: a school's own template, a document that departs in places."""

from datetime import date, timedelta

from thidua.documents.filling import blank_template
from thidua.documents.models import DocumentType
from thidua.documents.operations import add_document, add_file
from thidua.documents.operations.templates import add_template, use_template
from thidua.web.demo.campaigns import who
from thidua.web.demo.people import Scene
from thidua.writing.document import Document, Heading, Issuer, Number, Paragraph, Rank, Signature
from thidua.writing.docx import docx_of


def build_layouts(scene: Scene, today: date) -> None:
    school = scene.schools[0]
    officer = who(school, "officer")
    data = blank_template(DocumentType.NOTICE.key)
    template = add_template(school, by=officer, of_type=DocumentType.NOTICE, data=data, name="mau-thong-bao.docx")
    use_template(template, by=officer)
    facts = {"type": DocumentType.NOTICE, "date": today - timedelta(days=3), "issuer_name": school.name}
    excerpt = "Lịch kiểm tra hồ sơ thi đua của các tổ"
    paper = add_document(school, by=officer, direction="out", excerpt=excerpt, **facts)
    add_file(paper, by=officer, data=_departing(school.name, excerpt), name="thong-bao-kiem-tra.docx")


def _departing(issuer: str, excerpt: str) -> bytes:
    """A notice without a number and with a degree before the signer's name."""
    body = (
        Heading("Thời gian", "1.", Rank.ARABIC),
        Paragraph("Từ 14 giờ 00 phút thứ Sáu, tại phòng họp hội đồng."),
        Heading("Nội dung", "2.", Rank.ARABIC),
        Paragraph("Các tổ chuẩn bị minh chứng của từng chỉ tiêu đã đăng ký; tổ trưởng có mặt cùng hồ sơ."),
    )
    document = Document(
        type="notice",
        issuer=Issuer(issuer.upper(), ("Sở Giáo dục và Đào tạo",)),
        number=Number(""),
        place="Sơn Hà",
        excerpt=excerpt,
        body=body,
        recipients=("Các tổ (để thực hiện)",),
        signatures=(Signature("Hiệu trưởng", "ThS. Hồ Hải Lan"),),
    )
    return docx_of(document)
