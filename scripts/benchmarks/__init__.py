"""What scripts/bench is made of: synthetic books, three ways to build them, and a table."""
