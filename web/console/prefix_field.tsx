/** What {@linkcode PrefixField} needs. */
interface Props {
  readonly value: string;
  readonly onChange: (prefix: string) => void;
}

/** What the ids of a list are to begin with. */
export function PrefixField({ value, onChange }: Props): preact.JSX.Element {
  return (
    <label>
      Id begins with
      <input
        type="search"
        value={value}
        autocapitalize="off"
        spellcheck={false}
        onInput={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
    </label>
  );
}
