const CHOICES: readonly (readonly [seconds: string, text: string])[] = [
  ["", "for good"],
  ["600", "for 10 minutes"],
  ["3600", "for an hour"],
  ["86400", "for a day"],
];

/** How long a ban or a mute is to last. */
export interface Duration {
  readonly seconds?: number;
}

/** Asks how long. */
export function DurationChoice({ onChoice }: {
  readonly onChoice: (duration: Duration) => void;
}): preact.JSX.Element {
  return (
    <select
      aria-label="How long"
      onChange={({ currentTarget: { value } }) =>
        onChoice(value === "" ? {} : { seconds: Number(value) })}
    >
      {CHOICES.map(([seconds, text]) => (
        <option key={seconds} value={seconds}>{text}</option>
      ))}
    </select>
  );
}
