"""What a text of the model is made of: strings that count, sentences, figures, programs, calls."""
