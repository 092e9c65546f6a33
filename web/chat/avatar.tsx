const COLOURS = 8;

/** A first letter on a colour that always belongs to the same id. */
export function Avatar({ id, name, isRoom = false }: {
  readonly id: string;
  readonly name: string;
  readonly isRoom?: boolean;
}): preact.JSX.Element {
  const [letter = "?"] = name;
  return (
    <span class={`avatar colour-${colourOf(id)}`} aria-hidden="true">
      {isRoom ? "#" : letter.toUpperCase()}
    </span>
  );
}

function colourOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) >>> 0;
  return sum % COLOURS;
}
