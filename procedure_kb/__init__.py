"""The procedure knowledge base: facts in, assessment out.

Pure: the standard library, PyYAML, pydantic and the holiday table only. No Rasa, no web, no clock, no network; ``today`` is
always an argument.
"""
