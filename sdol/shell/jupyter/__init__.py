"""The kernel for notebooks: cells are entries of an interactive session, and values show as their cards.

`kernel` speaks Jupyter's messages (https://jupyter-client.readthedocs.io/en/stable/messaging.html), `cells` runs what
they ask for, `specification` tells Jupyter of the kernel. Only `kernel` and `launching` need the extra `jupyter`.
"""
