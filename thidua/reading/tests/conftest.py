"""Examples are the same at every run: a failure seen once is seen by everybody."""

from hypothesis import settings

settings.register_profile("reading", derandomize=True, max_examples=100, deadline=None, database=None)
settings.load_profile("reading")
