"""The checklist (``procedure_kb.slip``) as paper, as a calendar, as plain data. Nothing here decides."""
