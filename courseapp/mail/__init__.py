"""The outbox: what goes to whom, once, whatever fails."""
