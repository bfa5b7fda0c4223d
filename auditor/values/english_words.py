"""English words by which a sentence denies or supposes: it tells of nothing that is so.

They are parts of regular expressions, between borders of words. Whoever judges sentences adds the
words of its own subject.
"""

DENYING = "not|never|cannot|unable|without"
SUPPOSING = "if|once|would|could|should|might"
DEPENDING = "when|whenever|unless|until"
