"""Signing in: who is behind a screen or a request. The only place that knows streamlit-authenticator."""

from portal.auth.screen_owner import caller, signed_in
from portal.db.sign_ins import SignedIn

__all__ = ["SignedIn", "caller", "signed_in"]
