"""The JSON shapes of the keep-doors: each checks once and builds a domain value.

Field names are the domain's. Unknown fields are refused, so that a misspelt one is noticed.
Begin with `field_types`, then `promo_schema`.
"""
