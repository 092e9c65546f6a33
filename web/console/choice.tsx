/**
 * A choice that shows what is true: what was chosen shows once it holds, and
 * not where it is refused.
 */
export function Choice({ label, value, values, onChoose }: {
  /** Undefined where an element around it has one. */
  readonly label?: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChoose: (value: string) => void;
}): preact.JSX.Element {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => {
        const chosen = currentTarget.value;
        currentTarget.value = value;
        onChoose(chosen);
      }}
    >
      {values.map((each) => <option key={each}>{each}</option>)}
    </select>
  );
}
