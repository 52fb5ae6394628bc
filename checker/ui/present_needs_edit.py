"""What people can do to a need by hand: give it a title, make it one with another, take quotes out of it."""

from __future__ import annotations

from checker.model import Asked, NeedsList
from checker.reports.markup import Html, tag

TITLE_LIMIT = 140


def edits(asked: Asked, listed: NeedsList, edition: str) -> Html:
    """The forms; the page's script sends what they hold.

    Args:
        asked: The need that is open.
        listed: All needs.
        edition: Of the edits that the page knows, so that nobody overwrites what he has not seen.
    """
    ident = asked.need.id
    forms = [_rename(asked), _merge(asked, listed), _divide(asked), _reset(asked)]
    return tag(
        "details",
        tag("summary", "Change this need by hand"),
        [form for form in forms if form],
        class_="by-hand",
        data_edits=ident,
        data_edition=edition,
        data_owner=f"{ident} {edition}",
    )


def _rename(asked: Asked) -> Html:
    field = tag(
        "input",
        type="text",
        name="title",
        value=asked.need.title,
        maxlength=str(TITLE_LIMIT),
        id=f"title-{asked.need.id}",
        dir="auto",
    )
    return tag("div", tag("label", "Title", field), _button("rename", "Rename"), class_="do")


def _merge(asked: Asked, listed: NeedsList) -> Html | None:
    others = [other for other in listed.needs if other.need.id != asked.need.id]
    if not others:
        return None
    boxes = [
        tag(
            "label",
            tag("input", type="checkbox", name="other", value=other.need.id),
            tag("span", other.need.title, dir="auto"),
            class_="tick",
        )
        for other in others
    ]
    return _group("Ask for the same thing as this one", boxes, _button("merge", "Make them one"))


def _divide(asked: Asked) -> Html | None:
    said: dict[str, str] = {}
    for statement, item in zip(asked.statements, asked.need.statements, strict=True):
        if statement:
            said[statement] = f"{said[statement]} … {item.quote}" if statement in said else item.quote
    if len(said) < 2:
        return None
    boxes = [
        tag(
            "label",
            tag("input", type="checkbox", name="statement", value=statement),
            tag("span", quote, dir="auto"),
            class_="tick",
        )
        for statement, quote in said.items()
    ]
    return _group("Ask for something else", boxes, _button("divide", "Make a need of their own"))


def _reset(asked: Asked) -> Html | None:
    if not asked.edited:
        return None
    return tag("div", _button("reset", "Take back what was done by hand"), class_="do")


def _group(name: str, boxes: list[Html], button: Html) -> Html:
    return tag(
        "div",
        tag("div", tag("h4", name), boxes, role="group", aria_label=name, class_="ticks"),
        tag("div", button, class_="do"),
    )


def _button(verb: str, name: str) -> Html:
    return tag("button", name, type="button", data_edit=verb)
