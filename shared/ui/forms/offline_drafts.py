"""Submissions of drafts that a browser stored without a network: the same form as of a page, answered to its script."""

from http import HTTPStatus

from fastapi import Request, Response

JSON = "application/json"


def is_offline_draft(request: Request) -> bool:
    """Returns whether a script submits the form, which reads a status and an error and cannot follow a redirect to a page."""
    return request.headers.get("Accept", "") == JSON


def answer_draft(request: Request, response: Response) -> Response:
    """Returns the redirect of a form as it is, and to a script 201 with the address of the created matter."""
    if not is_offline_draft(request):
        return response
    return Response(status_code=HTTPStatus.CREATED, headers={"Location": response.headers["Location"]})
