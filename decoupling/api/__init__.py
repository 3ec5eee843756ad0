"""Addresses for programs: the filter of the pages, answered as files, counts, feeds and a calendar.

The only part of the domain that knows the web framework. Nothing here sets a cookie or keeps state.
"""
