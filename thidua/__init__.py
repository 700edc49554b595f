"""thidua: an issued plan document goes in, a running campaign comes out."""
