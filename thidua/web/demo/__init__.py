"""The demonstration: an invented province, its schools and people, and plans in every state."""
