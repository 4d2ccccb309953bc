"""Takes in the click log of another system: lines, a mapping of their columns, the lake's rows.

Begin with `click_import.import_clicks`. `log_formats` reads CSV, NDJSON and Parquet alike, every
cell as text (`log_lines`); `click_mapping` says which column is what; `cell_parsing` turns text
into values or faults; `accepted_lines` judges whole lines; `lake_tables` makes the rows of the lake
of them; `import_state` remembers, on disk, what was written, so that an interrupted import goes on.
"""
