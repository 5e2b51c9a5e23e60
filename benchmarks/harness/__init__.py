"""What every benchmark shares: how one is declared, how it is timed, how its rows are shown."""
