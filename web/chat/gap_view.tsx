import type { GapEntry, MessageLog } from "../../src/client/store/mod.ts";

/** Messages that are missing; a click fetches those that there still are. */
export function GapView({ gap, log }: {
  readonly gap: GapEntry;
  readonly log: MessageLog;
}): preact.JSX.Element {
  const { count, reason } = gap;
  const messages = count === 0
    ? "Messages"
    : `${count} ${count === 1 ? "message" : "messages"}`;
  if (reason === "evicted") {
    return <p class="muted notice gap">{messages} are no longer kept.</p>;
  }
  if (reason === "forgotten") {
    return (
      <p class="muted notice gap">
        The service has lost messages, and goes on from here.
      </p>
    );
  }
  const cause = reason === "away" ? "while you were away" : "left out";
  return (
    <button
      type="button"
      class="notice gap"
      disabled={log.isLoading}
      onClick={() => log.fill(gap)}
    >
      {messages} {cause}: show
    </button>
  );
}
