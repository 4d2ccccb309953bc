"""Readers of a known world let loose on a running server, through its public doors alone.

`crowd` keeps threads of `visitor`s coming: each asks for slots, looks and clicks by the world's
hidden rates, and tells events; what no server acknowledged is told again (`untold_events`).
`known_rates` says what the slates were worth.

May import `data.worlds` and the recommender, nothing else of `api`. Begin with `crowd`.
"""
