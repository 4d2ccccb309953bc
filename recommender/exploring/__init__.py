"""The exploration budget: at which temperature a placement spends the share that may be spent.

An `offer.Offer` is what a placement could show one visit, `rehearsal` fills it at a temperature and
tells what comes of it beside what is best, `budget` looks for the temperature.
May import the rest of the recommender; pure as all of it. Begin with `budget`.
"""
