"""The action vocabulary: one pydantic model per action, one discriminated union.

The names and arguments are the PC action space that GLM-4.5V was trained on (`left_click(start_box, element_info)`, ...);
what goes beyond it (modifiers, triple clicks, press and hold, drag paths, horizontal scrolling) is an optional argument, never a
new name. The function tools' JSON schema, the text form, the event log and the scenario steps all derive from these models.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, TypeAdapter, WithJsonSchema

from gui_agent.perception.geometry import RelativeBox, RelativePoint

Location = RelativePoint | RelativeBox
Modifier = Literal["ctrl", "shift", "alt", "super"]
Button = Literal["left", "middle", "right", "back", "forward"]
Direction = Literal["up", "down", "left", "right"]
Risk = Literal["reading", "reversible", "sensitive"]


def parse_location(value: object) -> Location:
    """A point `[x, y]` or a box `[x1, y1, x2, y2]` in thousandths.

    Raises ValueError for anything else, also for a number outside 0..1000: a wrong place is reported to the model, never clicked.
    """
    if isinstance(value, RelativePoint | RelativeBox):
        return value
    if not isinstance(value, list | tuple) or len(value) not in (2, 4):
        raise ValueError("a place is [x, y] or [x1, y1, x2, y2] in thousandths (0-999) of the screenshot")
    numbers = [_thousandth(item) for item in value]
    if len(numbers) == 2:
        return RelativePoint(*numbers)
    left, top, right, bottom = numbers
    return RelativeBox(min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def location_numbers(location: Location) -> list[int | float]:
    """The two or four numbers of a place, whole ones as integers."""
    if isinstance(location, RelativePoint):
        numbers = [location.x, location.y]
    else:
        numbers = [location.left, location.top, location.right, location.bottom]
    return [int(number) if float(number).is_integer() else round(number, 3) for number in numbers]


def _thousandth(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"a coordinate is a number, not {value!r}")
    if not 0 <= value <= 1000:
        raise ValueError(f"{value} is outside of the screenshot: coordinates are thousandths, 0 to 999")
    return float(value)


Place = Annotated[
    Location,
    BeforeValidator(parse_location),
    PlainSerializer(location_numbers, return_type=list[int | float]),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}}),
]
"""A point or a box in thousandths; what that means is said once in the operator's prompt, not in every tool."""
ElementInfo = str
"""The element that is meant, in a few words: its kind and its label."""
Modifiers = Annotated[list[Modifier], WithJsonSchema({"type": "array", "items": {"type": "string"}})]
"""Keys held down meanwhile."""


class BaseAction(BaseModel):
    """What all actions share: no unknown arguments, immutable, a sentence that describes the action to the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    risk: ClassVar[Risk] = "reversible"

    @property
    def name(self) -> str:
        """The action's name on the wire."""
        return str(self.action)  # type: ignore[attr-defined]

    @property
    def places(self) -> list[Location]:
        """Where the action points, in its order; empty for actions without a place."""
        return []

    @property
    def target(self) -> str:
        """What the action is aimed at, in the model's words; empty if it said nothing."""
        return ""

    def arguments(self) -> dict[str, Any]:
        """The arguments as JSON types, without those that have their default value."""
        return self.model_dump(mode="json", exclude={"action"}, exclude_defaults=True)

    def __str__(self) -> str:
        given = ", ".join(f"{key}={value!r}" for key, value in self.arguments().items())
        return f"{self.name}({given})"


class PointingAction(BaseAction):
    """An action at one place of the screen."""

    start_box: Place
    element_info: ElementInfo = ""
    modifiers: Modifiers = []

    @property
    def places(self) -> list[Location]:
        """The one place."""
        return [self.start_box]

    @property
    def target(self) -> str:
        """The element that the model named."""
        return self.element_info


class LeftClick(PointingAction):
    """Click; 3 clicks select a paragraph; hold: seconds to keep the button down."""

    action: Literal["left_click"] = "left_click"
    clicks: Annotated[int, Field(ge=1, le=3)] = 1
    hold: Annotated[float, Field(ge=0, le=30)] = 0


class RightClick(PointingAction):
    """Open a context menu."""

    action: Literal["right_click"] = "right_click"
    hold: Annotated[float, Field(ge=0, le=30)] = 0


class MiddleClick(PointingAction):
    """Click with the middle, back or forward button."""

    action: Literal["middle_click"] = "middle_click"
    button: Literal["middle", "back", "forward"] = "middle"
    hold: Annotated[float, Field(ge=0, le=30)] = 0


class LeftDoubleClick(PointingAction):
    """Double-click."""

    action: Literal["left_double_click"] = "left_double_click"
    hold: Annotated[float, Field(ge=0, le=30)] = 0


class Hover(PointingAction):
    """Move the mouse there without clicking."""

    action: Literal["hover"] = "hover"
    risk = "reading"


class LeftDrag(PointingAction):
    """Drag from start_box, through path if given, to end_box."""

    action: Literal["left_drag"] = "left_drag"
    end_box: Place
    path: list[Place] = []
    button: Button = "left"
    hold: Annotated[float, Field(ge=0, le=30)] = 0

    @property
    def places(self) -> list[Location]:
        """Start, the places on the way, end."""
        return [self.start_box, *self.path, self.end_box]


class Key(BaseAction):
    """Press a key or a chord, such as enter or ctrl+c."""

    action: Literal["key"] = "key"
    keys: Annotated[str, Field(min_length=1)]
    presses: Annotated[int, Field(ge=1, le=100)] = 1
    hold: Annotated[float, Field(ge=0, le=30)] = 0


class Type(BaseAction):
    """Type text into the focused field."""

    action: Literal["type"] = "type"
    content: Annotated[str, Field(min_length=1)]


class Scroll(PointingAction):
    """Turn the mouse wheel by step notches."""

    action: Literal["scroll"] = "scroll"
    direction: Literal["down", "up", "left", "right"]
    step: Annotated[int, Field(ge=1, le=100)] = 5
    risk = "reading"


class Wait(BaseAction):
    """Wait for something that is loading."""

    action: Literal["wait"] = "wait"
    seconds: Annotated[float, Field(gt=0, le=60)] = 5
    risk = "reading"


class Done(BaseAction):
    """The task is complete."""

    action: Literal["done"] = "done"
    answer: str = ""
    risk = "reading"


class Fail(BaseAction):
    """The task cannot be completed."""

    action: Literal["fail"] = "fail"
    reason: Annotated[str, Field(min_length=1)]
    risk = "reading"


Action = Annotated[
    LeftClick | RightClick | MiddleClick | LeftDoubleClick | Hover | LeftDrag | Key | Type | Scroll | Wait | Done | Fail,
    Field(discriminator="action"),
]
ACTIONS: dict[str, type[BaseAction]] = {kind.model_fields["action"].default: kind for kind in get_args(get_args(Action)[0])}
_ADAPTER: TypeAdapter[BaseAction] = TypeAdapter(Action)


def parse_action(data: object) -> BaseAction:
    """The action that a JSON object such as `{"action": "left_click", "start_box": [512, 300]}` describes.

    Raises pydantic.ValidationError.
    """
    return _ADAPTER.validate_python(data)


def tool_schema(kind: type[BaseAction]) -> dict[str, Any]:
    """The JSON schema of an action's arguments, for a function tool: the essentials only."""
    schema = kind.model_json_schema()
    properties = {name: _essential(field) for name, field in schema["properties"].items() if name != "action"}
    required = [name for name, field in kind.model_fields.items() if field.is_required()]
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


def _essential(field: dict[str, Any]) -> dict[str, Any]:
    """A field's schema without what costs tokens in every request and only repeats what validation checks anyway."""
    kept = {key: field[key] for key in ("type", "enum", "items") if key in field}
    return kept | ({"items": _essential(kept["items"])} if "items" in kept else {})
