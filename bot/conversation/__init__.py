"""From a message of any channel to the reply: kept first, then worked off in order through Rasa."""
