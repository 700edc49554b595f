from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "thidua.progress"
    verbose_name = "Tiến độ"

    def ready(self) -> None:
        from thidua.progress import receivers, rules  # noqa: F401  (registers permissions and receivers)
        from thidua.progress.operations import (  # noqa: F401  (registers kinds of background work)
            calls,
            letters,
            rebuilding,
            reminders,
        )
