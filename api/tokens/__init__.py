"""Tokens: what a click must know of its slot, packed, signed and read back.

May import the recommender's domain and errors; nothing else of `api`. Begin with `slot_tokens`;
`signing_secrets` says where the keys come from, `reader_class` and `ulids` what is packed.
"""
