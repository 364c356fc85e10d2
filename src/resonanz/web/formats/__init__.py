"""How days are written where Django's own way could be misread: one package a language."""
