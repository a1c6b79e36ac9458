"""Serving: the start, the middleware, and the HTTP routes beside the screens."""
