"""One file a screen, named as in the menu."""
