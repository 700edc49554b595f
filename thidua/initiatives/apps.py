from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "thidua.initiatives"
    verbose_name = "Sáng kiến"

    def ready(self) -> None:
        from thidua.initiatives import rules  # noqa: F401  (registers permissions)
