from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "thidua.kernel"

    def ready(self) -> None:
        from thidua.kernel import lookups  # noqa: F401  (registers `under`)
        from thidua.kernel.wording import use_own_words

        use_own_words()
