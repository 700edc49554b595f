from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "thidua.portal"
    verbose_name = "Công khai"

    def ready(self) -> None:
        from thidua.portal import rules  # noqa: F401  (registers permissions)
