"""What marketers see: reports as tables, files and pages, and who may read them.

May import `edge`, `slots` (languages), `pages` (templates) and the figures of `data`. A worker asks
its `report_desk`, which has a process of its own (`report_process`) read the lake and draw charts.
"""
