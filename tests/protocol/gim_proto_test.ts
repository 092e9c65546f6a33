import { assert, assertEquals } from "@std/assert";
import protobuf from "protobufjs";
import { generate } from "../../scripts/proto.ts";
import {
  type OperationName,
  OPERATIONS,
  PUSH_EVENT,
  PUSH_MESSAGES,
  PUSH_SIGNAL,
  REPLY_OFFSET,
} from "../../src/protocol/operations.ts";
import type { Schema } from "../helpers/arbitrary.ts";
import { loadProto } from "../helpers/proto_frames.ts";

const GENERATED = new URL("../../src/protocol/gim_pb.js", import.meta.url);

const root = loadProto();
const clientFrame = root.lookupType("gim.ClientFrame");
const serverFrame = root.lookupType("gim.ServerFrame");
const names = Object.keys(OPERATIONS) as OperationName[];

function numbersOf(type: protobuf.Type, oneof: string): [string, number][] {
  const fields = type.oneofs[oneof]?.fieldsArray ?? [];
  return fields.map(({ name, id }) => [name, id]);
}

function messageOf(field: protobuf.Field | undefined): protobuf.Type {
  assert(field?.resolvedType instanceof protobuf.Type);
  return field.resolvedType;
}

/** Null or absent: both is absence in protobuf. */
function splitNull(schema: Schema): { inner: Schema; nullable: boolean } {
  const inner = schema.anyOf?.filter(({ type }) => type !== "null") ?? [];
  const nullable = inner.length < (schema.anyOf?.length ?? 0);
  return { inner: nullable ? inner[0] ?? {} : schema, nullable };
}

function isPresenceKept({ options }: protobuf.Field): boolean {
  return options?.proto3_optional === true;
}

function isList({ type, anyOf = [] }: Schema): boolean {
  return type === "array" || anyOf.some((each) => each.type === "array");
}

/** Has it any keys, whose values are of one kind? */
function isMap({ additionalProperties }: Schema): boolean {
  return typeof additionalProperties === "object";
}

/** How protobuf writes the values of a schema. */
function assertKind(schema: Schema, field: protobuf.Field): void {
  const { resolvedType, repeated, type, fullName } = field;
  assertEquals(repeated, isList(schema), fullName);
  if (isList(schema)) {
    const { items = {} } = schema.anyOf?.[0] ?? schema;
    if (items.type === "string") return assertEquals(type, "string", fullName);
    return assertFields(items, messageOf(field));
  }
  if (isMap(schema)) {
    assert(field instanceof protobuf.MapField, fullName);
    return assertEquals([field.keyType, type], ["string", "string"], fullName);
  }
  // An object of any fields is its JSON as a text.
  if (schema.additionalProperties === true) {
    return assertEquals(type, "string", fullName);
  }
  if (schema.type === "object") return assertFields(schema, messageOf(field));
  const literal = schema.anyOf?.[0]?.const;
  if (typeof literal === "number") {
    const values = Object.values((resolvedType as protobuf.Enum).values);
    const allowed = schema.anyOf?.map((each) => each.const);
    return assertEquals(values, [0, ...allowed as number[]], fullName);
  }
  const kinds: Record<string, string[]> = {
    string: ["string"],
    boolean: ["bool"],
    integer: ["int64", "int32"],
  };
  const name = schema.type ?? typeof literal;
  assert(kinds[name]?.includes(type), `${fullName}: ${type} for ${name}`);
}

function assertFields(schema: Schema, type: protobuf.Type): void {
  const { properties = {}, required = [] } = schema;
  assertEquals(
    type.fieldsArray.map(({ name }) => name),
    Object.keys(properties),
    type.fullName,
  );
  for (const field of type.fieldsArray) {
    const { inner, nullable } = splitNull(properties[field.name] ?? {});
    const optional = nullable || !required.includes(field.name);
    // A list or a map that is left out is an empty one.
    const keeps = optional && !isList(inner) && !isMap(inner);
    assertEquals(isPresenceKept(field), keeps, field.fullName);
    assertKind(inner, field);
  }
}

Deno.test("gim_pb.js is what `deno task proto` makes of gim.proto", async () => {
  const current = await Deno.readTextFile(GENERATED);
  assert(
    await generate() === current,
    "src/protocol/gim_pb.js is stale: run `deno task proto`",
  );
});

Deno.test("gim.proto numbers the requests as the op table", () => {
  assertEquals(
    numbersOf(clientFrame, "request"),
    names.map((name) => [name, OPERATIONS[name].op]),
  );
});

Deno.test("gim.proto numbers the replies as the op table, and then the pushes", () => {
  assertEquals(numbersOf(serverFrame, "body"), [
    ...names.map((name) =>
      [name, OPERATIONS[name].op + REPLY_OFFSET] as [string, number]
    ),
    ["messages", PUSH_MESSAGES],
    ["event", PUSH_EVENT],
    ["signal_push", PUSH_SIGNAL],
  ]);
});

for (const name of names) {
  const { requestSchema, responseSchema } = OPERATIONS[name];

  Deno.test(`gim.proto has the fields of ${name} as its schemas say`, () => {
    const request = messageOf(clientFrame.fields[name]);
    assertFields(requestSchema as Schema, request);
    const reply = messageOf(serverFrame.fields[name]);
    assertFields(responseSchema as Schema, reply);
  });
}
