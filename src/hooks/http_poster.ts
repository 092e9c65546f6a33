import type { Clock } from "../base/clock.ts";
import { cut } from "../base/cut.ts";
import type {
  Post,
  Poster,
  PosterSettings,
  PostOutcome,
  TargetSettings,
} from "./poster.ts";
import { sign } from "./signature.ts";

/** Most characters of a reason that is shown to operators. */
const MAX_REASON = 200;

/** What {@linkcode HttpPoster} needs. */
export interface HttpPosterOptions extends PosterSettings {
  readonly clock: Pick<Clock, "now" | "after" | "cancel">;
}

/**
 * Posts over HTTP, signed anew at each try. It follows no redirect, so nothing
 * but the configured addresses is ever called, and it reads no more of an answer
 * than is of use.
 */
export class HttpPoster implements Poster {
  #options: HttpPosterOptions;

  constructor(options: HttpPosterOptions) {
    this.#options = options;
  }

  async post(post: Post): Promise<PostOutcome> {
    const target = this.#options.targets[post.to];
    if (target === undefined) return failed("no address");
    const { clock } = this.#options;
    const cut = new AbortController();
    const late = new Error(`no answer within ${target.timeout} ms`);
    const timer = clock.after(target.timeout, () => cut.abort(late));
    try {
      const response = await this.#fetch(post, target, cut.signal);
      return await answerOf(response, target);
    } catch (fault) {
      return failed(fault === late ? late.message : reasonOf(fault));
    } finally {
      clock.cancel(timer);
    }
  }

  #fetch(
    { id, body }: Post,
    { url }: TargetSettings,
    signal: AbortSignal,
  ): Promise<Response> {
    const { clock, secret, version } = this.#options;
    const timestamp = Math.floor(clock.now() / 1000);
    return fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      signal,
      headers: {
        "content-type": "application/json",
        "accept-encoding": "identity",
        "user-agent": `gim/${version}`,
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": sign({ id, timestamp, body }, secret),
      },
    });
  }
}

/**
 * The status and the begin of the text. For who does not need the text, it is
 * the status that counts, whatever becomes of the rest.
 */
async function answerOf(
  { status, body }: Response,
  { maxAnswer, needsAnswer }: TargetSettings,
): Promise<PostOutcome> {
  try {
    return { status, ...await readUpTo(body, maxAnswer) };
  } catch (fault) {
    if (needsAnswer) throw fault;
    return { status, text: "", isCut: true };
  }
}

async function readUpTo(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<{ text: string; isCut: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  let room = limit;
  for await (const piece of body ?? []) {
    text += decoder.decode(piece.subarray(0, room), { stream: true });
    room -= piece.length;
    // Leaving the loop cancels the rest.
    if (room < 0) return { text, isCut: true };
  }
  return { text: text + decoder.decode(), isCut: false };
}

function failed(reason: string): PostOutcome {
  return { status: 0, reason };
}

/** The reasons of the runtime, the innermost of which says most. */
function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return cut(String(fault), MAX_REASON);
  const { cause } = fault;
  const text = cause instanceof Error ? cause.message : fault.message;
  return cut(text, MAX_REASON);
}
