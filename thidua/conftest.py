"""Examples are the same at every run: a failure seen once is seen by everybody. How quick a machine is under load says
nothing about the code.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "thidua", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("thidua")
