"""The sample news site, as a publisher's own templates would make it: server-rendered.

Here lie the typed views (`teaser`, `full_article`, `front_page`, `answer`), the templates and the
stylesheets. The card macros of `templates/promos.html` serve the pages and `/v1/slots.html` alike.
The parts of `/v1/chirashi.js` lie in `script`; `page_script` joins them. Views take values and
return values; `routes/site_pages` brings the catalogue, the clock and the decision. Begin with
`templates/article.html`.
"""
