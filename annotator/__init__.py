"""annotator: who cooperates in defence, how, how far along, and why, in French-language news."""

__version__ = "0.1.0"
