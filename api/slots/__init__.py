"""Slots: from the bytes of an ask to the bytes of its answer, whatever fails.

`ask_reading` checks (`ask_shape` is the JSON) and makes an `ask.Ask`, for a template's articles
`ask_moulds` at once; `slots_desk` adds what is known of reader and article; `question` keeps what
stays the same while one snapshot serves; `decider` ranks, signs and joins the answer
(`answer_shape` describes it).
May import `snapshots`, `tokens`, `edge` and `settings`. Begin with `slots_door`.
"""
