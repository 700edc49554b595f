from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "thidua.plans"
    verbose_name = "Kế hoạch"

    def ready(self) -> None:
        from thidua.plans import exports, receivers, rules  # noqa: F401  (registers lists, receivers and permissions)
