"""`make bench`: ours against its limit, in the same run, on the servers as shipped."""
