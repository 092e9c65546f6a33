import { type OpenApi, resolve, type Schema } from "./openapi.ts";

/** How many objects within objects are unfolded by themselves. */
const UNFOLDED = 2;

/** What a schema is and a reader has to know of it. */
interface SchemaProps {
  readonly schema: Schema;
  readonly document: OpenApi;
  /** How deep it lies in others. */
  readonly depth?: number;
}

/** The fields of an object; of anything else its kind. */
export function SchemaView(
  { schema, document, depth = 0 }: SchemaProps,
): preact.JSX.Element {
  const { properties, required = [] } = resolve(schema, document).schema;
  if (properties === undefined) {
    return <code>{kindOf(schema, document)}</code>;
  }
  const entries = Object.entries(properties);
  if (entries.length === 0) return <p class="muted">nothing</p>;
  return (
    <dl class="fields">
      {entries.map(([name, each]) => (
        <Field
          key={name}
          {...{ name, document, depth }}
          schema={each}
          required={required.includes(name)}
        />
      ))}
    </dl>
  );
}

function Field(
  { name, schema, document, depth = 0, required }: SchemaProps & {
    readonly name: string;
    readonly required: boolean;
  },
): preact.JSX.Element {
  const inner = innerOf(schema, document);
  return (
    <>
      <dt>
        <code>{name}</code>
        {required ? null : <span class="muted">optional</span>}
      </dt>
      <dd>
        <span class="kind">{kindOf(schema, document)}</span>{" "}
        {resolve(schema, document).schema.description}
        {inner !== undefined && (
          <details open={depth + 1 < UNFOLDED}>
            <summary>fields of {name}</summary>
            <SchemaView {...{ schema: inner, document, depth: depth + 1 }} />
          </details>
        )}
      </dd>
    </>
  );
}

/** The object that a field is, or that it has in a list, if any. */
function innerOf(schema: Schema, document: OpenApi): Schema | undefined {
  const { schema: own } = resolve(schema, document);
  if (own.properties !== undefined) return schema;
  if (own.items !== undefined) return innerOf(own.items, document);
  return own.anyOf?.map((each) => innerOf(each, document))
    .find((each) => each !== undefined);
}

/** In a few words what may stand there. */
export function kindOf(schema: Schema, document: OpenApi): string {
  const { name, schema: own } = resolve(schema, document);
  if (own.const !== undefined) return JSON.stringify(own.const);
  if (own.enum !== undefined) {
    return own.enum.map((each) => JSON.stringify(each)).join(" or ");
  }
  if (own.anyOf !== undefined) {
    return own.anyOf.map((each) => kindOf(each, document)).join(" or ");
  }
  if (own.type === "array") {
    return `list of ${kindOf(own.items ?? {}, document)}`;
  }
  return name ?? own.type ?? "anything";
}
