"""The interactive loop: entries are evaluated here, without a terminal; `terminal` reads them from one."""
