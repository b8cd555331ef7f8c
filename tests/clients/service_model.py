"""Holds answers against the service's own model, which boto3 brings: a parser skips what it does not know."""

import base64
import json

JSON_TYPES = {"structure": dict, "map": dict, "list": list, "string": str, "blob": str, "boolean": bool,
              "integer": int, "long": int, "float": (int, float), "double": (int, float), "timestamp": (int, float)}


def watch(client, faults):
    """From now on, what an answer to this client has and its model has not is added to `faults`."""

    def look(operation_model, response_dict, **_):
        if response_dict["status_code"] == 200 and operation_model.metadata["protocol"] == "json":
            body = json.loads(response_dict["body"] or b"{}")
            faults.extend(misfits(operation_model.output_shape, body, operation_model.name))

    client.meta.events.register("before-parse", look)


def misfits(shape, value, path):
    if shape is None:
        return [f"{path}: has a body"] if value else []
    if not isinstance(value, JSON_TYPES[shape.type_name]) or isinstance(value, bool) != (shape.type_name == "boolean"):
        return [f"{path}: {value!r} is no {shape.type_name}"]
    if shape.type_name == "structure":
        return in_structure(shape, value, path)
    if shape.type_name == "map":
        return [fault for name, entry in value.items() for fault in misfits(shape.value, entry, f"{path}.{name}")]
    if shape.type_name == "list":
        return [fault for n, entry in enumerate(value) for fault in misfits(shape.member, entry, f"{path}[{n}]")]
    if shape.type_name == "string" and shape.enum and value not in shape.enum:
        return [f"{path}: {value!r} is none of {shape.enum}"]
    if shape.type_name == "blob":
        base64.b64decode(value, validate=True)
    return []


def in_structure(shape, value, path):
    found = [f"{path}.{name}: is missing" for name in shape.required_members if name not in value]
    for name, entry in value.items():
        if name not in shape.members:
            found.append(f"{path}.{name}: is unknown")
        else:
            found += misfits(shape.members[name], entry, f"{path}.{name}")
    return found
