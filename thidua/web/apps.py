from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "thidua.web"

    def ready(self) -> None:
        from thidua.web import exports  # noqa: F401  (registers lists to export)
