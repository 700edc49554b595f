"""News from below."""
