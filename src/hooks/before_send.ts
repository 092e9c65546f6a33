import type { Clock } from "../base/clock.ts";
import { ReplyError } from "../base/errors.ts";
import { Recent } from "../base/recent.ts";
import { within } from "../base/within.ts";
import { type ConversationRef, PRIVATE } from "../domain/ids.ts";
import type { HookCounts } from "../observe/metrics/hook_counts.ts";
import { digestOf } from "../storage/shared/draft.ts";
import { type Answer, readAnswer } from "./before_send_answer.ts";
import type { Poster, PostOutcome } from "./poster.ts";

/** Questions under way at a time; a further one counts as failed. */
export const MAX_ASKED = 200;
/** Most messages with a request id whose answer is remembered. */
const MAX_KNOWN = 2000;
/** Milliseconds for which it is. */
const KNOWN = 600_000;
/** Milliseconds on top, after which nobody waits for a thread that hangs. */
const GRACE = 500;

/** What the back end is asked about. */
export interface Question {
  readonly type: "message.sending" | "message.editing";
  readonly senderId: string;
  readonly conversation: ConversationRef;
  readonly content: string;
  readonly category: string;
  /** The message's own data. */
  readonly data?: object | undefined;
  /** Of an edit. */
  readonly messageId?: string | undefined;
  readonly requestId?: string | undefined;
}

/** What is to be stored in place of what the client sent. */
export interface Replacement {
  readonly content: string;
  /** Undefined: as it was sent. */
  readonly data: object | undefined;
}

/** What came of a question, and the users whom it was about. */
interface Known {
  readonly answer: Replacement | "accept";
  readonly about: readonly string[];
}

/** What {@linkcode BeforeSend} needs. */
export interface BeforeSendOptions {
  readonly poster: Poster;
  /** Milliseconds for an answer. */
  readonly timeout: number;
  readonly failure: "accept" | "reject";
  /** Bytes of UTF-8. */
  readonly maxContentSize: number;
  readonly clock: Pick<Clock, "after" | "cancel" | "elapsed">;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly counts: HookCounts;
}

/** Asks the back end before a message or an edit is stored. */
export class BeforeSend {
  #options: BeforeSendOptions;
  #prefix = `ask_${crypto.randomUUID().replaceAll("-", "")}_`;
  #count = 0;
  #asked = 0;
  /** A repeated send must not get another answer than the one before. */
  #known = new Recent<Known>({ limit: MAX_KNOWN, maxAge: KNOWN });

  constructor(options: BeforeSendOptions) {
    this.#options = options;
    options.counts.asking = () => this.#asked;
  }

  /**
   * What is to be stored instead; undefined: what was sent.
   *
   * @throws {ReplyError} 403 when the back end says no, 503 when it cannot be
   * asked and `--before-send-failure` is `reject`
   */
  async ask(question: Question): Promise<Replacement | undefined> {
    const { clock } = this.#options;
    const key = keyOf(question);
    const known = key && this.#known.get(key, clock.elapsed());
    const answer = known ? known.answer : await this.#answerTo(question);
    if (key) {
      const about = partiesOf(question);
      this.#known.set(key, { answer, about }, clock.elapsed());
    }
    return answer === "accept" ? undefined : answer;
  }

  /** Forgets the answers to what a user, who is erased, has sent or got. */
  forget(userId: string): void {
    this.#known.deleteWhere(({ about }) => about.includes(userId));
  }

  async #answerTo(question: Question): Promise<Replacement | "accept"> {
    const { counts, maxContentSize, failure } = this.#options;
    const answer = this.#asked < MAX_ASKED
      ? readAnswer(await this.#post(question), maxContentSize)
      : "failure";
    counts.asked[wordOf(answer)]++;
    if (answer === "accept") return answer;
    if (answer === "failure") {
      if (failure === "accept") return "accept";
      throw new ReplyError(503, "the message cannot be checked now");
    }
    if (answer.action === "replace") return answer;
    throw new ReplyError(403, answer.msg, { reason: "rejected" });
  }

  async #post(question: Question): Promise<PostOutcome> {
    const { poster, clock, timeout } = this.#options;
    const id = this.#prefix + (++this.#count).toString(36);
    const body = this.#bodyOf(question);
    const reason = "no answer in time";
    this.#asked++;
    try {
      return await within(
        poster.post({ to: "beforeSend", id, body }),
        { ms: timeout + GRACE, clock },
        () => ({ status: 0, reason }) as const,
      );
    } finally {
      this.#asked--;
    }
  }

  #bodyOf({ type, senderId, conversation, messageId, ...rest }: Question) {
    return JSON.stringify({
      type,
      timestamp: new Date(this.#options.now()).toISOString(),
      data: {
        sender_id: senderId,
        type: conversation.type,
        target_id: conversation.target,
        content: rest.content,
        category: rest.category,
        data: rest.data,
        message_id: messageId,
      },
    });
  }
}

function wordOf(answer: Answer): "accept" | "reject" | "replace" | "failure" {
  return typeof answer === "string" ? answer : answer.action;
}

function partiesOf({ senderId, conversation }: Question): string[] {
  const { type, target } = conversation;
  return type === PRIVATE ? [senderId, target] : [senderId];
}

/** By what a send with a request id is known again, its content included. */
function keyOf(question: Question): string | undefined {
  const { senderId, conversation, requestId, category, content } = question;
  if (requestId === undefined || question.messageId !== undefined) return;
  const data = JSON.stringify(question.data ?? null);
  const digest = digestOf(`${category} ${data} ${content}`);
  return [senderId, conversation.key, requestId, digest].join(" ");
}
