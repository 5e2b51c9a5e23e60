"""The dashboard's widgets, one concern each. A module with a `PANEL` is a panel; the frame finds it by itself."""
