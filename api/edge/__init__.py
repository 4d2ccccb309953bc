"""The edge, where what callers send is let in, checked once, or refused.

Here lie keys (`gate`, `site_keys`), bodies (`body_reading`), requests without a framework
(`raw_exchange`), what an agent declares to be (`crawlers`), the types that the fields of several
schemas share (`field_types`), faults (`validation`), their one table of statuses (`problems`), and
what the schema says of all this (`openapi_parts`). `listening` is the address they call.
May import the recommender's errors and the data of API keys; nothing else of `api`.
Begin with `problems` and `validation`.
"""
