"""The vocabulary of the sample library, for searching in the browser."""

from tests.papers.conftest import vocabulary

__all__ = ["vocabulary"]
