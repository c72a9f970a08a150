"""What a resident said, as values: text in one form, then numbers, dates, telephone numbers and names found in it.

Pure: no clock (``today`` is an argument), no files, no Rasa. Each reading says how certain it is and why not; a doubtful one is
confirmed or asked again by the conversation, never guessed.
"""
