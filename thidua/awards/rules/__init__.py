"""This room's permissions, by noun."""

from thidua.awards.rules import dossiers, nominations, passports, publications, records, register, rulebook, seasons

__all__ = ["dossiers", "nominations", "passports", "publications", "records", "register", "rulebook", "seasons"]
