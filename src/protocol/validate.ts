import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { ReplyError } from "../base/errors.ts";
import { isWellFormed } from "./well_formed.ts";

/**
 * Turns a received value into a typed request, without fields that its schema
 * does not name.
 *
 * @throws {ReplyError} 400 naming the first wrong field and what is expected.
 */
export type Validator<T> = (body: unknown) => T;

/** Compiles the validator of an object schema; call it once, at start. */
export function createValidator<T>(schema: TSchema): Validator<T> {
  const compiled = Compile(schema);
  const fields = Object.keys(propertiesOf(schema));
  return (body) => {
    const checked = compiled.Check(body) ? body : withoutNulls(body);
    if (!compiled.Check(checked)) {
      throw explain(schema, compiled.Errors(checked));
    }
    const known = onlyKnown(checked as Record<string, unknown>, fields);
    requireWellFormed(known, fields);
    return known as T;
  };
}

interface SchemaError {
  readonly instancePath: string;
  readonly params: object;
}

/** Many languages write an absent field as null. */
function withoutNulls(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  if (Array.isArray(body)) return body;
  const present = Object.entries(body).filter(([, value]) => value !== null);
  return Object.fromEntries(present);
}

/** Unknown fields are dropped, as nothing bounds their size. */
function onlyKnown(
  body: Record<string, unknown>,
  fields: readonly string[],
): Record<string, unknown> {
  for (const key in body) {
    if (!fields.includes(key)) return pick(body, fields);
  }
  return body;
}

function pick(
  body: Record<string, unknown>,
  fields: readonly string[],
): Record<string, unknown> {
  const present = fields.filter((field) => Object.hasOwn(body, field));
  return Object.fromEntries(present.map((field) => [field, body[field]]));
}

function requireWellFormed(
  body: Record<string, unknown>,
  fields: readonly string[],
): void {
  for (const field of fields) {
    if (!isWellFormed(body[field])) {
      throw new ReplyError(400, `${field}: expected well-formed Unicode`);
    }
  }
}

function explain(schema: TSchema, errors: readonly SchemaError[]): ReplyError {
  const [first] = errors;
  const field = fieldOf(first);
  if (field === undefined) {
    return new ReplyError(400, "body: expected a JSON object");
  }
  const missing = first?.instancePath === "";
  const problem = missing ? "missing" : "wrong value";
  return new ReplyError(
    400,
    `${field}: ${problem}: expected ${expectation(schema, field)}`,
  );
}

function fieldOf(error: SchemaError | undefined): string | undefined {
  const [, field] = error?.instancePath.split("/") ?? [];
  if (field !== undefined) return field;
  const { requiredProperties } = (error?.params ?? {}) as {
    requiredProperties?: string[];
  };
  return requiredProperties?.[0];
}

function expectation(schema: TSchema, field: string): string {
  return propertiesOf(schema)[field]?.description ?? "another value";
}

function propertiesOf(
  schema: TSchema,
): Record<string, { description?: string }> {
  return (schema as { properties?: Record<string, { description?: string }> })
    .properties ?? {};
}
