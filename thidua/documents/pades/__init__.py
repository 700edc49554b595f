"""Digital signatures in PDF files: read and judged, put on. Plain data in and out, no database.

pyHanko is imported inside functions only: it takes two seconds, which no start of the system should pay.
"""
