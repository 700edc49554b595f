from thidua.documents.models.certificates import Certificate, CertificateBatch, CertificateDesign, DesignVersion
from thidua.documents.models.files import Attachment, File
from thidua.documents.models.papers import Block, DocumentFile, DocumentType, OfficialDocument
from thidua.documents.models.registry import SHARED, NumberingRule, RegistryNumber
from thidua.documents.models.signatures import OfficeSeal, Sealing, SignatureCheck, TrustAnchor

__all__ = [
    "SHARED",
    "Attachment",
    "Block",
    "Certificate",
    "CertificateBatch",
    "CertificateDesign",
    "DesignVersion",
    "DocumentFile",
    "DocumentType",
    "File",
    "NumberingRule",
    "OfficeSeal",
    "OfficialDocument",
    "RegistryNumber",
    "Sealing",
    "SignatureCheck",
    "TrustAnchor",
]
