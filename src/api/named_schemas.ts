/** A part of a JSON document. */
export type Json = Record<string, unknown>;

/**
 * Writes schemas as an OpenAPI document has them: those with a title once, among
 * its components, and a reference wherever they are used. A generator of code
 * then makes one class of each.
 */
export class NamedSchemas {
  /** The components, by their names. */
  readonly components: Record<string, unknown> = {};

  /** A schema, or the reference to it. */
  write(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((each) => this.write(each));
    if (typeof schema !== "object" || schema === null) return schema;
    const { title, ...plain } = schema as Json;
    // A field may be called so, too: that one is a schema itself.
    if (typeof title === "string") return this.add(title, plain);
    return this.#plain(schema as Json);
  }

  /** Names a schema, and refers to it. */
  add(name: string, schema: Json): { $ref: string } {
    this.components[name] ??= this.#plain(schema);
    return { $ref: `#/components/schemas/${name}` };
  }

  #plain(schema: Json): Json {
    const entries = Object.entries(asEnum(schema))
      // What the validator notes for itself.
      .filter(([key]) => !key.startsWith("~"))
      .map(([key, value]) => [key, this.write(value)]);
    return Object.fromEntries(entries);
  }
}

/** One of several constants: generators make no useful class of alternatives. */
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
