"""``make bench``: figures of the running program, on the terminal and in ``docs/benchmarks.md``. Asserts nothing."""
