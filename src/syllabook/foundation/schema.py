"""JSON Schemas of the models, by which editors complete and check what an instructor writes."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema


class _WithoutNull(GenerateJsonSchema):
    """What may be missing may not be ``null``: our reader takes every scalar as a text."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        value = super().default_schema(schema)
        if value.get("default", "") in (None, "", []):
            value.pop("default", None)
        return value


def schema_text(model: type[BaseModel], title: str) -> str:
    """The JSON Schema (draft 2020-12) of ``model`` as the text of a file."""
    schema: dict[str, Any] = {
        **model.model_json_schema(schema_generator=_WithoutNull),
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": title,
    }
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
