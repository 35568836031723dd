"""``python -m syllabook``."""

from syllabook.cli import main

main()
