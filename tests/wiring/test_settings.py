import pytest

from travel.errors import ConfigurationError
from wiring.settings import Settings, read_settings


def test_nothing_has_to_be_set() -> None:
    settings = read_settings()
    assert settings.keyless
    assert settings.home.name == "tripsage"


def test_a_secret_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hidden@nowhere/db")
    settings = read_settings()
    assert not settings.keyless
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "very-secret" not in shown
        assert "hidden" not in shown


def test_a_variable_that_makes_no_sense_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRIPSAGE_MODEL_TIMEOUT", "soon")
    with pytest.raises(ConfigurationError, match="TRIPSAGE_MODEL_TIMEOUT") as caught:
        read_settings()
    assert "soon" not in str(caught.value)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert Settings().keyless
