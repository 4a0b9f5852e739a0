"""What staff fill in. Whether it is taken is decided by the rules, not here."""
