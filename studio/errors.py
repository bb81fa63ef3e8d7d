"""Errors that a person sees. Each says what happened, to which input, and what to do next."""


class StudioError(Exception):
    """A fault with a remedy. `fix` is one sentence that says what to do."""

    exit_code = 1

    def __init__(self, message: str, fix: str = ""):
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class InputError(StudioError):
    """The brief or one of its inputs is at fault: exit code 2."""

    exit_code = 2


class BriefError(InputError):
    """The brief cannot be understood or fulfilled."""


class MediaError(InputError):
    """A media file cannot be read, or is over a limit."""


class SheetError(InputError):
    """A character sheet is wrong, or there is none of that name."""


class SettingsError(InputError):
    """configs/ or the environment holds a setting that cannot be used."""


class ToolError(StudioError):
    """A tool could not do what it was asked; the coder can act on the text."""


class AbsentError(ToolError):
    """What the tool works on is not in the footage, as a face: another program has it no more."""


class EngineError(StudioError):
    """An engine is missing, crashed or timed out."""


class EngineMissing(EngineError):
    """No engine that does what is asked is installed here. Exit code 2: who set the studio up can
    mend it."""

    exit_code = 2


class WeightsMissing(EngineMissing):
    """Weights that an engine needs are not here."""


class WeightsError(StudioError):
    """Weights cannot be fetched, or are not what the catalogue says."""


class DamagedWeights(WeightsError, EngineError):
    """Weights are not what was fetched, and the engine that needs them does not start."""


class LicenceError(InputError):
    """A model under a licence that is not open, or a service that is closed."""


class EndpointError(StudioError):
    """The model endpoint refused, hung, or answered rubbish."""


class BudgetError(StudioError):
    """A limit on calls, time or iterations was reached."""


class StoreError(StudioError):
    """The session or artifact store cannot be read or written (disk full, corrupt)."""


class EmbeddingMissing(WeightsMissing, StoreError):
    """What the memory compares texts by is not here."""


class DamagedError(StoreError):
    """A stored file is gone, or is not any more what was stored. Exit code 2: nothing of the
    studio's own can mend it where it cannot be made again."""

    exit_code = 2
