"""Words in quotation marks, held against the results that they are said to be of."""
