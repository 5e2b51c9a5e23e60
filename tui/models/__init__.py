"""What the dashboard shows and drives, without a screen: nothing here imports Textual."""
