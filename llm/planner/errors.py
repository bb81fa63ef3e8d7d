"""What the planner cannot answer."""


class CannotAnswer(Exception):
    """The conversation lacks what an answer needs. `param` names the request's field at fault."""

    def __init__(self, message: str, param: str) -> None:
        super().__init__(message)
        self.message, self.param = message, param
