"""What pydantic finds wrong in a material section, in the words of a fault."""

from collections.abc import Mapping
from functools import cache

from pydantic import ValidationError

from scenarios.faults import Fault, closest, listed, quoted, unknown_name
from scenarios.material.law_schema import LAWS


def validated(model, raw, path):
    """`raw` as a `model`, or None; and the faults found, their paths below `path`."""
    try:
        built = model.model_validate(raw)
    except ValidationError as error:
        return None, [
            Fault(path + _place(e["loc"], raw), _message(e, model))
            for e in error.errors(include_url=False)
        ]
    faults = [Fault(path + below, message) for below, message in built.faults()]
    return (None if faults else built), faults


def _place(location, raw):
    """A pydantic location without the names of union branches, which no file has."""
    path, at = [], raw
    for i, part in enumerate(location):
        inside = isinstance(at, Mapping) and part in at
        listed_here = isinstance(at, list) and isinstance(part, int)
        if inside or (listed_here and part < len(at)):
            path.append(part)
            at = at[part]
        elif i == len(location) - 1 and part != "[key]":
            path.append(part)
    return tuple(path)


WORDS = {
    "dict_type": "a mapping of keys",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "list_type": "a list",
    "bool_type": "true or false",
    "string_type": "text",
    "float_type": "a number",
}


def _message(error, model):
    kind, value, place = error["type"], error["input"], error["loc"]
    if kind == "extra_forbidden":
        return unknown_key(place[-1], _keys_at(model, place[:-1]))
    if kind == "missing":
        meaning = _keys_at(model, place[:-1]).get(place[-1], {}).get("description")
        return f"missing; {meaning}" if meaning else "missing; it has to be given"
    if kind == "material_number":
        return error["msg"]
    if kind == "union_tag_not_found":
        return f"its kind is missing; the kinds are {listed(LAWS)}"
    if kind == "union_tag_invalid":
        return unknown_name(value.get("kind"), "kind of isotherm", LAWS, "kinds")
    if kind == "string_too_short":
        return "is empty; say in a few words"
    if kind in WORDS:
        return f"{quoted(value)}; it is {WORDS[kind]}"
    text = error["msg"].removeprefix("Input should be ")
    return f"{quoted(value)}; it is {text}" if text != error["msg"] else text


def unknown_key(key, allowed):
    like = closest(str(key), allowed)
    if like:
        return f"unknown key; did you mean {like}?"
    return f"unknown key; the keys here are {listed(sorted(allowed))}"


@cache
def _json_schema(model):
    return model.model_json_schema()


def _keys_at(model, location):
    """JSON schemas of the keys at a pydantic location below `model`, by key."""
    schema = _json_schema(model)
    definitions = schema.get("$defs", {})

    def resolve(node):
        options = [node]
        for option in options:
            for word in ("anyOf", "oneOf", "allOf"):
                options += option.get(word, [])
            if "$ref" in option:
                options.append(definitions[option["$ref"].rsplit("/", 1)[-1]])
        return options

    options = resolve(schema)
    for part in location:
        below = []
        for option in options:
            kind = option.get("properties", {}).get("kind", {}).get("const")
            if kind == part:
                below = [option]
                break
            if part in option.get("properties", {}):
                below += resolve(option["properties"][part])
            elif isinstance(part, int) and "items" in option:
                below += resolve(option["items"])
            elif isinstance(option.get("additionalProperties"), dict):
                below += resolve(option["additionalProperties"])
        options = below or options
    return {k: v for option in options for k, v in option.get("properties", {}).items()}
