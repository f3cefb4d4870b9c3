"""Corpora of millions: whole files of articles to whole files of annotations.

A shard is a file with many articles. It is annotated by one process from beginning to end, written
at once, and passed over by the next run; so that any number of processes, on one machine or on
many, can share the work, and any of them may die at any time.
"""
