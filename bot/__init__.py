"""Everything that meets people: channels, pages, cases, conversation, renderers."""
