"""News from within the room and from below."""
