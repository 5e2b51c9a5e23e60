"""The dashboard: a program runs, and one watches it think. Installed as `sdol.tui`.

`models` holds what each panel shows, without any screen; `widgets` draws it by Textual.
"""
