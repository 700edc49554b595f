"""Why a file cannot be handed to reviewers."""


class NotClean(Exception):
    """The file may still tell who made it; the sentence says what would mend it."""
