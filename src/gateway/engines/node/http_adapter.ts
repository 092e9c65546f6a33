import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../../../base/clock.ts";
import type { Admission, RequestHandler, Unreadable } from "../../engine.ts";
import { answer } from "./answer.ts";
import type { Incoming } from "./binding.ts";
import { answerRaw } from "./raw_answer.ts";
import { NodeRequest } from "./request.ts";
import { switchingProtocols } from "./upgrade.ts";

/** Unreadable requests by the fault's code; any other is malformed. */
const UNREADABLE: ReadonlyMap<string | undefined, Unreadable> = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", "late"],
  ["HPE_HEADER_OVERFLOW", "too large"],
]);

/** A WebSocket request that was accepted. */
export interface Admitted {
  readonly message: IncomingMessage;
  /** It belongs to us from now on. */
  readonly transport: Socket;
  /** Bytes that arrived after the request. */
  readonly head: Uint8Array;
  readonly admission: Admission;
  /** The answer, with status 101. */
  readonly response: Response;
}

/** What {@linkcode HttpAdapter} needs. */
export interface HttpAdapterOptions {
  readonly handler: RequestHandler;
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly onAdmitted: (admitted: Admitted) => void;
}

/** Passes what arrives at a server of Node to the handler of all engines. */
export class HttpAdapter implements Incoming {
  #options: HttpAdapterOptions;
  /** How many requests of each transport are under way. */
  #answering = new WeakMap<Socket, number>();

  constructor(options: HttpAdapterOptions) {
    this.#options = options;
  }

  request(message: IncomingMessage, out: ServerResponse): void {
    this.#answer(message, out, { isAwaited: false });
  }

  waitingRequest(message: IncomingMessage, out: ServerResponse): void {
    this.#answer(message, out, { isAwaited: true });
  }

  upgrade(message: IncomingMessage, transport: Socket, head: Uint8Array): void {
    transport.on("error", () => {});
    this.#admit(message, transport, head).catch(() => transport.destroy());
  }

  unreadable(fault: Error & { code?: string }, transport: Socket): void {
    const isAnswering = (this.#answering.get(transport) ?? 0) > 0;
    if (isAnswering || !transport.writable) return void transport.destroy();
    const why = UNREADABLE.get(fault.code) ?? "malformed";
    const response = this.#options.handler.refuse(why);
    answerRaw(response, transport).catch(() => transport.destroy());
  }

  #answer(
    message: IncomingMessage,
    out: ServerResponse,
    body: { isAwaited: boolean },
  ): void {
    const { socket } = message;
    message.on("error", () => {});
    out.on("error", () => {});
    this.#count(socket, +1);
    this.#exchange(message, out, body)
      .catch(() => out.destroy())
      .finally(() => this.#count(socket, -1));
  }

  async #exchange(
    message: IncomingMessage,
    out: ServerResponse,
    body: { isAwaited: boolean },
  ): Promise<void> {
    const { handler, clock } = this.#options;
    const onRead = () => {
      if (body.isAwaited) out.writeContinue();
      body.isAwaited = false;
    };
    const response = await handler.handle(
      new NodeRequest(message, { until: out, onRead }),
      { remoteHost: remoteHostOf(message.socket), upgrade: isNotOurs },
    );
    const sendsBody = () => !body.isAwaited;
    await answer(response, { message, out, clock, sendsBody });
  }

  async #admit(
    message: IncomingMessage,
    transport: Socket,
    head: Uint8Array,
  ): Promise<void> {
    const { handler, onAdmitted } = this.#options;
    const admissions: Admission[] = [];
    const response = await handler.handle(
      new NodeRequest(message, { until: transport }),
      {
        remoteHost: remoteHostOf(transport),
        upgrade: (admission) => {
          admissions.push(admission);
          return switchingProtocols(admission.subprotocol);
        },
      },
    );
    const [admission] = admissions;
    if (admission === undefined) return await answerRaw(response, transport);
    onAdmitted({ message, transport, head, admission, response });
  }

  #count(transport: Socket, change: number): void {
    const before = this.#answering.get(transport) ?? 0;
    this.#answering.set(transport, before + change);
  }
}

/** Node treats it as an ordinary request. */
function isNotOurs(): never {
  throw new TypeError("a WebSocket was let in where none was asked for");
}

function remoteHostOf({ remoteAddress = "" }: Socket): string {
  return remoteAddress;
}
