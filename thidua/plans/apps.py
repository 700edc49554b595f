from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "thidua.plans"
    verbose_name = "Kế hoạch"

    def ready(self) -> None:
        from thidua.plans import receivers, rules  # noqa: F401  (registers permissions and receivers)
