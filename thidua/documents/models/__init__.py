from thidua.documents.models.certificates import Certificate, CertificateBatch, CertificateDesign, DesignVersion
from thidua.documents.models.files import Attachment, File
from thidua.documents.models.layouts import LayoutCheck, Template
from thidua.documents.models.papers import Block, Description, DocumentFile, DocumentType, OfficialDocument
from thidua.documents.models.registry import SHARED, NumberingRule, RegistryNumber
from thidua.documents.models.signatures import OfficeSeal, Sealing, SignatureCheck, TrustAnchor

__all__ = [
    "SHARED",
    "Attachment",
    "Block",
    "Certificate",
    "CertificateBatch",
    "CertificateDesign",
    "Description",
    "DesignVersion",
    "DocumentFile",
    "DocumentType",
    "File",
    "LayoutCheck",
    "NumberingRule",
    "OfficeSeal",
    "OfficialDocument",
    "RegistryNumber",
    "Sealing",
    "SignatureCheck",
    "Template",
    "TrustAnchor",
]
