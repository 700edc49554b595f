from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "thidua.documents"
    verbose_name = "Văn bản"

    def ready(self) -> None:
        """Register permissions, kinds of background work and papers that can be checked."""
        import thidua.documents.certificate_queries
        import thidua.documents.certificate_rules
        import thidua.documents.operations.certificates
        import thidua.documents.operations.signatures
        import thidua.documents.rules
        import thidua.documents.signature_rules  # noqa: F401
