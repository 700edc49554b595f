from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "thidua.reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        from thidua.reports import receivers, rules  # noqa: F401  (registers permissions and receivers)
        from thidua.reports.filling import awards, figures, initiatives, people, work  # noqa: F401  (registers sources)
