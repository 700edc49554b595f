"""Official documents and sheets out, from one description. No Django, no database."""
