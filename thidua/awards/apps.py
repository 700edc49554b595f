from django.apps import AppConfig
from django.urls import reverse


class AwardsConfig(AppConfig):
    name = "thidua.awards"
    verbose_name = "Thi đua - Khen thưởng"

    def ready(self) -> None:
        from thidua.awards import dossier_sheets, exports, receivers, register_exports, rules  # noqa: F401  (rights, lists)
        from thidua.awards.models import Hearing
        from thidua.awards.operations import (  # noqa: F401  (registers sheets and kinds of background work)
            award_sheet,
            eligibility,
            grade_sheet,
            packing,
            register_book,
            rulebook,
        )
        from thidua.awards.queries import eligibility_sheet, own  # noqa: F401  (lists; what is held about a person)
        from thidua.awards.rulebook import rules_for
        from thidua.councils.questions import register_kind
        from thidua.councils.rulebook import register_rules

        register_rules(rules_for)
        register_kind(Hearing.KIND, "Đề nghị khen thưởng", lambda pk: reverse("awards:hearing", args=[pk]))
