"""Documents for customers: what they say is data from here, how they look is a Typst page beside it."""
