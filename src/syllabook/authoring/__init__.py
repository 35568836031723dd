"""Authoring: courses, weeks, labs, terms and papers made by command, and a live preview.

Every command here works out all new texts first, checks them as a build would, and then writes
them together or not at all (:mod:`syllabook.authoring.changes`).
"""
