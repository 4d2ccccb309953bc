"""Reports: what readers did, in figures with intervals that a marketer can believe.

`report_ask.ReportAsk` is the question, `reporting.report` answers it with a
`report_table.ReportTable`: typed columns, rows, notes and definitions.
May import the lake and the recommender's errors. Begin with `reporting`.
"""
