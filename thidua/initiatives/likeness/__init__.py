"""What is alike in two descriptions, however reordered, reworded or stripped of diacritics. No database, no Django.

`vocabulary` is the data, `terms` the words, `hashing` what the search table keeps, `scoring` the exact measure,
`passages` what stands side by side on the page.
"""

from thidua.initiatives.likeness.hashing import sketch
from thidua.initiatives.likeness.passages import Passage, like_passages
from thidua.initiatives.likeness.scoring import Degree, Profile, degree, likeness, profile
from thidua.initiatives.likeness.terms import Term, terms

__all__ = [
    "Degree",
    "Passage",
    "Profile",
    "Term",
    "degree",
    "like_passages",
    "likeness",
    "profile",
    "sketch",
    "terms",
]
