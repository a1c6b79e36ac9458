"""Personal data as people see it who have not asked for it: enough to recognise, not enough to use (rule X-02)."""


def masked_phone(phone: str | None) -> str:
    """A telephone with its middle hidden: 138****8000; short ones show their last two digits."""
    if not phone:
        return ""
    digits = phone.strip()
    if len(digits) < 8:
        return "****" + digits[-2:]
    return f"{digits[:3]}****{digits[-4:]}"


def masked_mail(mail: str | None) -> str:
    """A mail address with its name hidden: z***@huayuan.example."""
    if not mail:
        return ""
    name, _, place = mail.partition("@")
    return f"{name[:1]}***@{place}" if place else f"{name[:1]}***"


def masked_text(text: str | None, shown: int = 6) -> str:
    """An address or a messenger name by its beginning: 上海市浦东新***."""
    if not text:
        return ""
    return text[: min(shown, len(text) // 2)] + "***"
