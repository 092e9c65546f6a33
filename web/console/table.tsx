import type { ComponentChildren } from "preact";

/** A table that a phone scrolls sideways. */
export function Table<T>({ name, columns, items, row }: {
  /** What is in it. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly items: readonly T[];
  readonly row: (item: T) => ComponentChildren;
}): preact.JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={name}>
      <table>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name === "" ? <span class="hidden">Actions</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{items.map(row)}</tbody>
      </table>
    </div>
  );
}
