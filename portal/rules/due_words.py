"""How near a moment is, in the words people use: "due in 18 min", "2 h 05 min late"."""

from datetime import datetime, timedelta

from portal.i18n import _, translate_count

HOUR, DAY = 60, 60 * 24


def span_words(span: timedelta) -> str:
    """A stretch of time in its two largest units: "18 min", "2 h 05 min", "3 days 4 h". Seconds are dropped."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 1:
        return _("less than 1 min")
    if minutes < HOUR:
        return _("{minutes} min").format(minutes=minutes)
    if minutes < DAY:
        return _("{hours} h {minutes:02d} min").format(hours=minutes // HOUR, minutes=minutes % HOUR)
    days, hours = minutes // DAY, minutes % DAY // HOUR
    words = translate_count("{count} day", "{count} days", days)
    return _("{days} {hours} h").format(days=words, hours=hours) if hours and days < 10 else words


def due_words(due_at: datetime | None, now: datetime) -> str:
    """How long until something is due, or how late it is; nothing where it has no due time."""
    if due_at is None:
        return ""
    if due_at < now:
        return _("{span} late").format(span=span_words(now - due_at))
    return _("due in {span}").format(span=span_words(due_at - now))
