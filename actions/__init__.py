"""Custom actions: between what Rasa heard and what the knowledge base decides. Knows no channel and draws nothing."""
