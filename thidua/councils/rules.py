"""This room's permissions."""
