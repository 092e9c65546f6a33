import fc from "fast-check";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";

/** The part of JSON Schema that the protocol's bodies use. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: boolean | Schema;
}

/** Fields that the service makes of a small alphabet, in replies too. */
const PLAIN_FIELDS = new Set(["id", "session_id", "category", "creator"]);
const PLAIN_TEXT = fc.stringMatching(/^[\w.@:-]{0,64}$/);
/** Any well-formed text, with what needs escaping or more than one byte. */
const ANY_TEXT = fc.string({ unit: "binary", maxLength: 300 });

/** Any object that is the same after JSON. */
const ANY_OBJECT = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
  .map((value): object => JSON.parse(JSON.stringify(value)));

/** Random values of a schema; `field` is the name that they stand under. */
export function arbitraryOf(
  schema: Schema,
  field = "",
): fc.Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((each) => arbitraryOf(each, field)));
  }
  if (schema.type === "array") {
    const { items = {}, minItems: minLength = 0, maxItems = 3 } = schema;
    const maxLength = Math.min(3, maxItems);
    return fc.array(arbitraryOf(items), { minLength, maxLength });
  }
  const { additionalProperties: values } = schema;
  if (values === true) return ANY_OBJECT;
  if (typeof values === "object") return mapOf(schema.propertyNames, values);
  if (schema.type === "object") return objectOf(schema);
  if (schema.type === "string") return validOf(schema, stringOf(schema, field));
  if (schema.type === "integer") return integerOf(schema);
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "null") return fc.constant(null);
  throw new TypeError(`no values for ${JSON.stringify(schema)}`);
}

/** Without what the schema refuses for a reason that no keyword of it says. */
function validOf(
  schema: Schema,
  values: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  const compiled = Compile(schema as TSchema);
  return values.filter((value) => compiled.Check(value));
}

function objectOf(
  { properties = {}, required = [] }: Schema,
): fc.Arbitrary<object> {
  const fields = Object.entries(properties).map(([name, schema]) =>
    [name, arbitraryOf(schema, name)] as const
  );
  return fc.record(Object.fromEntries(fields), {
    requiredKeys: [...required],
    noNullPrototype: true,
  });
}

/** Few keys, among them those that are something else to an object. */
function mapOf(keys: Schema = {}, values: Schema): fc.Arbitrary<object> {
  const plain = arbitraryOf({ type: "string", ...keys });
  const key = fc.oneof(plain, fc.constantFrom("__proto__", "toString", "data"));
  const entries = fc.uniqueArray(
    fc.tuple(key, arbitraryOf(values)),
    { maxLength: 4, selector: ([name]) => name },
  );
  return entries.map((all) => Object.fromEntries(all));
}

function stringOf(schema: Schema, field: string): fc.Arbitrary<string> {
  const { pattern, minLength = 0, maxLength } = schema;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (PLAIN_FIELDS.has(field) && maxLength === undefined) return PLAIN_TEXT;
  return maxLength === undefined && minLength === 0
    ? ANY_TEXT
    : fc.string({ unit: "binary", minLength, maxLength: maxLength ?? 300 });
}

/** Small numbers and limits, in which encodings differ. */
function integerOf(
  { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }:
    Schema,
): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constantFrom(minimum, maximum),
    fc.integer({ min: minimum, max: Math.min(maximum, minimum + 300) }),
    fc.maxSafeInteger().map((value) =>
      Math.min(maximum, Math.max(minimum, value))
    ),
  );
}
