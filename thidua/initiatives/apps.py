from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "thidua.initiatives"
    verbose_name = "Sáng kiến"

    def ready(self) -> None:
        from thidua.initiatives import receivers, rules, spread_rules  # noqa: F401  (registers permissions and receivers)
        from thidua.initiatives.operations import blind, dossiers, past  # noqa: F401  (registers kinds of background work)
