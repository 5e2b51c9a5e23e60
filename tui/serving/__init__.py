"""The dashboard in a browser: one run, which whoever has the token watches and drives."""
