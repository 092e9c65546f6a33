import { describeFault } from "../base/errors.ts";
import type { Port } from "./link.ts";

/** A call, or its answer. */
export type CallMessage =
  | { readonly call: number; readonly name: string; readonly value: unknown }
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly fault: string };

/** Gets the calls too, to ask the caller something. */
type Handler = (value: never, calls: Calls) => unknown;

/** What can be called at one end: the handlers by their names. */
export type Handlers = Readonly<Record<string, Handler>>;

/** The other end has ended, or could not answer. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
  /** Has the other end ended? */
  readonly ended: boolean;

  constructor(message: string, { ended = false } = {}) {
    super(message);
    this.ended = ended;
  }
}

/**
 * Calls over a link: one end names a handler of the other and gets its answer.
 * It is for what is rare or large; values are copied as `structuredClone` does.
 */
export class Calls {
  #port: Port;
  #handlers: Handlers = {};
  #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #last = 0;
  #ended: string | undefined;

  constructor(port: Port) {
    this.#port = port;
  }

  /** Lets the other end call these from now on. */
  serve(handlers: Handlers): void {
    this.#handlers = handlers;
  }

  /**
   * @throws {CallFailed} when the other end fails or has ended
   *
   * @throws {DOMException} when the value cannot be copied
   */
  async call<Answer>(name: string, value?: unknown): Promise<Answer> {
    if (this.#ended !== undefined) {
      throw new CallFailed(this.#ended, { ended: true });
    }
    const waiting = Promise.withResolvers<unknown>();
    const call = ++this.#last;
    // If this throws nobody waits for an answer.
    this.#port.postMessage({ call, name, value } satisfies CallMessage);
    this.#waiting.set(call, waiting);
    return await waiting.promise as Answer;
  }

  /** Takes a message of the other end. */
  receive(message: CallMessage): void {
    if ("call" in message) return void this.#answer(message);
    const waiting = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    if ("fault" in message) waiting?.reject(new CallFailed(message.fault));
    else waiting?.resolve(message.value);
  }

  /** The other end has ended: all open calls fail with this reason. */
  close(reason: string): void {
    this.#ended = reason;
    for (const { reject } of this.#waiting.values()) {
      reject(new CallFailed(reason, { ended: true }));
    }
    this.#waiting.clear();
  }

  async #answer(
    { call, name, value }: { call: number; name: string; value: unknown },
  ): Promise<void> {
    try {
      const handler = this.#handlers[name];
      if (handler === undefined) throw new TypeError(`no such call: ${name}`);
      const answer = await handler(value as never, this);
      this.#port.postMessage({ answer: call, value: answer });
    } catch (fault) {
      this.#port.postMessage({ answer: call, fault: describeFault(fault) });
    }
  }
}
