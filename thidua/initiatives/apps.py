from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "thidua.initiatives"
    verbose_name = "Sáng kiến"

    def ready(self) -> None:
        from django.urls import reverse

        from thidua.councils.questions import register_kind
        from thidua.initiatives import receivers, rules, spread_rules  # noqa: F401  (registers permissions and receivers)
        from thidua.initiatives.models import Hearing
        from thidua.initiatives.operations import blind, dossiers, past  # noqa: F401  (registers kinds of background work)

        register_kind(Hearing.KIND, "Sáng kiến", lambda pk: reverse("initiatives:hearing", args=[pk]))
