"""The sample publisher: what it publishes, who reads it, and who truly clicks.

`sample_world.SampleWorld` is the truth, one of possibly many `worlds`: hidden tastes, all drawn
from a seed and the words of `data/samples`. Its parts (`readership`, `tastes`, `attention`) make
other worlds, too, put together by `hidden_world`. `synthetic_log` lets its former ranker
(`former_ranker`) serve some days and writes the log; `filling` fills a catalogue with the samples.

May import the recommender's domain and errors, and `data`. Reads no clock: `now` is an argument.
"""
