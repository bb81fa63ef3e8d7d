"""The director as a cascade: rules read a brief, a small model helps with what they do not know.

Rules find quoted words, names, numbers and languages and put them into the schema of the model's
request; the model maps free words to the vocabulary and says who does what in which shot; a check
holds its reply against the facts.
"""
