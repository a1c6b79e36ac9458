"""What runs in the browser: the scripts and looks of our own components, as one file that is fetched once."""
