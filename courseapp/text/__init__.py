"""Markdown with maths to safe HTML. No models."""
