"""Understanding inside the Rasa process (Python 3.10): graph components and the launcher. Imported by nothing of the app."""
