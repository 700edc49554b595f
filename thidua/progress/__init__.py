"""How far plans are: figures of each unit for each period, what they sum up to, and who is reminded."""
