from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "thidua.people"
    verbose_name = "Đơn vị và người"

    def ready(self) -> None:
        from thidua.people import exports, receivers, rules  # noqa: F401  (registers lists, receivers and permissions)
