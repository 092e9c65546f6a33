/** A part of a JSON document. */
export type Json = Record<string, unknown>;

/**
 * Writes schemas for an OpenAPI document: a schema with a title is written
 * once, among the components, and referred to elsewhere. So a code generator
 * makes one class of it.
 */
export class NamedSchemas {
  /** The components, by their names. */
  readonly components: Record<string, unknown> = {};

  /** A schema, or a reference to it. */
  write(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((each) => this.write(each));
    if (typeof schema !== "object" || schema === null) return schema;
    const { title, ...plain } = schema as Json;
    // A field may be named `title`; its value is a schema and not a text.
    if (typeof title === "string") return this.add(title, plain);
    return this.#plain(schema as Json);
  }

  /** Adds a schema under a name and returns a reference to it. */
  add(name: string, schema: Json): { $ref: string } {
    this.components[name] ??= this.#plain(schema);
    return { $ref: `#/components/schemas/${name}` };
  }

  #plain(schema: Json): Json {
    const entries = Object.entries(asEnum(schema))
      // Internal notes of the validator are left out.
      .filter(([key]) => !key.startsWith("~"))
      .map(([key, value]) => [key, this.write(value)]);
    return Object.fromEntries(entries);
  }
}

/**
 * An enum instead of alternative constants, of which generators make no useful
 * class.
 */
function asEnum(schema: Json): Json {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || !anyOf.every(isConstant)) return schema;
  const values = anyOf.map((each) => each.const);
  const type = values.every(Number.isInteger) ? "integer" : anyOf[0].type;
  return { type, enum: values, ...rest };
}

function isConstant(schema: Json): boolean {
  return "const" in schema;
}
