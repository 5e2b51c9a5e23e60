"""The region map: a space in a plane, drawn in characters. Nothing here knows Textual."""
