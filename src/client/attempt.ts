import type { Account } from "./account.ts";
import type { Identity } from "./credentials.ts";
import type { PendingCalls } from "./pending_calls.ts";
import { BROKEN, type Link } from "./link.ts";
import { OPERATION_CODES } from "./operation_codes.ts";
import type { Requests } from "./requests.ts";
import type { State } from "./state.ts";
import type { Attempt } from "./reconnect_policy.ts";
import { type OnlinePeriodOptions, stayOnline } from "./online_period.ts";

const NORMAL = 1000;

/** What an {@linkcode attempt} needs. */
export interface AttemptOptions extends Omit<OnlinePeriodOptions, "identity"> {
  readonly account: Account;
  /** The calls that wait for this attempt. */
  readonly pending: PendingCalls;
  /** Ends the attempt. */
  readonly stop: AbortSignal;
  readonly onState: (state: State) => void;
}

/** One socket, from its opening to its end. Never rejects. */
export async function attempt(
  link: Link,
  options: AttemptOptions,
): Promise<Attempt> {
  const { stop } = options;
  const cut = () => link.close({ code: NORMAL, reason: "" });
  stop.addEventListener("abort", cut);
  // `createSocket` of the application may have stopped the client.
  if (stop.aborted) cut();
  const opened = await link.opened && link.isOpen;
  const identity = opened ? await attend(link, options) : undefined;
  const freshToken = identity?.isStale ?? false;
  const visited = identity
    ? await stayOnline(link, { ...options, identity })
    : { refusal: link.failure };
  if (!("online" in visited)) link.close({ code: BROKEN, reason: "no login" });
  const end = await link.ended;
  stop.removeEventListener("abort", cut);
  return { end, opened, freshToken, ...visited };
}

/**
 * The link is open: waits until there is a login to make, or the link's end.
 */
async function attend(
  link: Link,
  { account, pending, requests, onState }: AttemptOptions,
): Promise<Identity | undefined> {
  attach(requests, link);
  pending.opened.resolve();
  if (account.identity !== undefined) return account.identity;
  onState({ state: "open" });
  const left = link.ended.then(() => undefined);
  return await Promise.race([account.arrival, left]);
}

/** Sends requests over this link until it ends. */
function attach(requests: Requests, link: Link): void {
  requests.attach((name, seq, body) =>
    link.send(OPERATION_CODES[name], seq, body)
  );
  link.ended.then(() => requests.detach());
}
