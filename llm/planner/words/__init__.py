"""Words: quotation marks, tokens, the lexicon, measures, names and languages."""
