"""The body in which problems are answered."""

from sandbox.rules import Problem, error_body, refusal


def test_problems_are_nested_by_path() -> None:
    body = error_body(
        [
            Problem(("embeds", 0, "title"), "BASE_TYPE_MAX_LENGTH", "Must be 256 or fewer in length."),
            Problem(("embeds", 0, "title"), "SECOND", "Also this."),
            Problem(("content",), "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length."),
        ]
    )

    too_long = {"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length."}
    assert body == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "embeds": {"0": {"title": {"_errors": [too_long, {"code": "SECOND", "message": "Also this."}]}}},
            "content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]},
        },
    }


def test_a_problem_of_the_whole_body_stands_at_the_top() -> None:
    body = error_body([Problem((), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")])

    assert body["errors"]["_errors"][0]["code"] == "APPLICATION_COMMAND_TOO_LARGE"


def test_a_refusal_by_number_is_the_whole_answer() -> None:
    body = error_body([refusal(50006, "Cannot send an empty message")])

    assert body == {"code": 50006, "message": "Cannot send an empty message"}
