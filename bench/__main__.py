"""`python -m bench`: the figures of every subject, a line each."""

from __future__ import annotations

from bench import reading

SUBJECTS = (reading,)

for subject in SUBJECTS:
    for name, value, unit in subject.measure():
        print(f"{name} {value:.3f} {unit}", flush=True)
