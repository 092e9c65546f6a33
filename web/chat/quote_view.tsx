import type { Message } from "../../src/client/mod.ts";
import type { MessageLog } from "../../src/client/store/mod.ts";
import { snippet } from "./format.ts";
import { jumpTo } from "./jump.ts";

/** The message that another one replies to, in a line; a click shows it. */
export function QuoteView({ id, quoted, mayBeFound, log }: {
  /** The message's id. */
  readonly id: string;
  /** The message, where it is in the log. */
  readonly quoted: Message | undefined;
  /** May it still be in the history? */
  readonly mayBeFound: boolean;
  readonly log: MessageLog;
}): preact.JSX.Element {
  if (quoted === undefined && !mayBeFound) {
    return <p class="quote muted">Reply to what is no longer there</p>;
  }
  return (
    <button type="button" class="quote" onClick={() => jumpTo(id, log)}>
      <span class="hidden">Reply to</span>{" "}
      {quoted === undefined ? "What was said earlier" : (
        <>
          <bdi class="quoted">{quoted.sender.name}</bdi>{" "}
          <bdi>{snippet(quoted)}</bdi>
        </>
      )}
    </button>
  );
}
