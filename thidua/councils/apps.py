from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "thidua.councils"
    verbose_name = "Hội đồng"

    def ready(self) -> None:
        from thidua.councils import queries, rules  # noqa: F401  (registers permissions and what members may open)
