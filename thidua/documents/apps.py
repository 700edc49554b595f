from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thidua.documents"
    verbose_name = "Văn bản"

    def ready(self) -> None:
        """Register permissions, lists to export, kinds of background work and papers that can be checked."""
        import thidua.documents.certificate_queries
        import thidua.documents.certificate_rules
        import thidua.documents.exports
        import thidua.documents.operations.certificates
        import thidua.documents.operations.registers
        import thidua.documents.operations.signatures
        import thidua.documents.rules
        import thidua.documents.signature_rules  # noqa: F401
