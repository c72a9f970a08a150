"""What the documents say is true, and the house rules hold. Nothing here starts a server or needs the trained model."""
