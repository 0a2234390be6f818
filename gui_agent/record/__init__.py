"""What a run writes down: its event log and its pictures."""
