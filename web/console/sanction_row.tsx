import type { Imposed } from "./records.ts";
import { untilOf } from "./texts.ts";

interface SanctionRowProps {
  /** Whom, or where, it is imposed: what the row is about. */
  readonly subject: preact.ComponentChildren;
  /** The same in words, after "Lift the ban". */
  readonly about: string;
  readonly sanction: Imposed;
  readonly onLift: () => void;
}

/** What is imposed on somebody, and what lifts it. */
export function SanctionRow(
  { subject, about, sanction, onLift }: SanctionRowProps,
): preact.JSX.Element {
  const { kind, until, reason, by } = sanction;
  return (
    <tr>
      <th scope="row">{subject}</th>
      <td>{kind}</td>
      <td>{untilOf(until)}</td>
      <td dir="auto">{reason ?? ""}</td>
      <td>{by}</td>
      <td>
        <button
          type="button"
          aria-label={`Lift the ${kind} ${about}`}
          onClick={onLift}
        >
          Lift
        </button>
      </td>
    </tr>
  );
}
