"""What settings must be before other people are served."""

from mdt.config import DEFAULT_SECRET, ConfigError, Settings


def require(settings: Settings) -> None:
    """Raise ConfigError unless settings are safe to serve other people with."""
    if settings.secret_key == DEFAULT_SECRET:
        raise ConfigError("MDT_SECRET_KEY is missing: set a random text of 32 characters or more.")
    has_tls = bool(settings.tls_certificate and settings.tls_key)
    if not has_tls and not settings.tls_by_proxy:
        raise ConfigError(
            "MDT_TLS_CERTIFICATE and MDT_TLS_KEY are missing: give both files, "
            "or set MDT_TLS_BY_PROXY=1 when a proxy in front does TLS."
        )
    if not settings.is_secure:
        raise ConfigError("MDT_BASE_URL must start with https:// when serving other people.")
