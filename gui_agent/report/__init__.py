"""Reports of runs: one offline HTML file, an animation, an index of a test session; all from `events.jsonl` and the pictures."""

from gui_agent.report.html import write_report

__all__ = ["write_report"]
