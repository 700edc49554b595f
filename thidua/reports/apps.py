from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "thidua.reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        from thidua.reports import rules  # noqa: F401  (registers permissions)
