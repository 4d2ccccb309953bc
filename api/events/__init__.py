"""What readers do, as it is told: read, judged silently, and durable before it is acknowledged.

`events_door` answers `POST /v1/events`; `event_reading` makes records of a body; `single_events`
serves pixels and followed links, which wait for nobody. `teller` is who tells, `invalid_traffic`
whether it counts, `repeat_limits` how often it may be told; `event_shape` is for the schema.
May import `snapshots`, `tokens` and `edge`. Begin with `events_door`.
"""
