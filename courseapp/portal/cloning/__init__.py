"""The next term: a course again, with its dates moved by teaching weeks."""
