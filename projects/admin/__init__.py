"""Milestones, teams, extensions and marking in the admin."""

from projects.admin import extension, grade, milestone, project, work

__all__ = ["extension", "grade", "milestone", "project", "work"]
