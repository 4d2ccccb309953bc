"""The pictures of the sample publisher, drawn as SVG from a seed: nobody's photographs.

`pictures.picture` draws one; a motif of `pictures_<place>` chooses its shapes (`picture_shapes`)
and colours (`picture_palettes`) with dice of its own (`picture_dice`). May import nothing of ours
but the recommender's errors.
"""
