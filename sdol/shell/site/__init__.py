"""The documentation as a site: HTML that needs no server, no script and no other host to be read.

`pages` says what there is, `rendering` makes HTML of Markdown, `layout` puts it into a page, `index` makes what the
search reads, `writing` puts all of it into a folder, and `building` calls them.
"""
