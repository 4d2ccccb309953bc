"""Tokens: what a click must know of its slot, signed and read back.

May import the recommender's domain and errors, and from `data` how the parts are packed
(`data.inbox`); nothing else of `api`. Begin with `slot_tokens`, which signs them, and
`token_reading`; `signing_secrets` says where the keys come from, `ulids` what a decision is known
by.
"""
