import type { Timer } from "../../base/clock.ts";
import type {
  Binding,
  Endpoint,
  Engine,
  EngineCertificate,
  RequestHandler,
} from "../engine.ts";
import { NodeBinding } from "./node/binding.ts";
import { agreeOnCompression } from "./node/compression.ts";
import { FrameEncoder } from "./node/frame_encoder.ts";
import { type Admitted, HttpAdapter } from "./node/http_adapter.ts";
import { headOf } from "./node/raw_answer.ts";
import { NodeSocket, type SocketSurroundings } from "./node/socket.ts";
import { acceptanceOf } from "./node/upgrade.ts";

/**
 * Milliseconds between two checks for sockets that have been silent for long.
 */
const TEND = 10_000;

/** What {@linkcode NodeEngine} needs. */
export interface NodeEngineOptions extends Omit<SocketSurroundings, "encoder"> {
  /** May frames to clients be compressed? */
  readonly compression: boolean;
  /** Undefined: no TLS. */
  readonly certificate?: EngineCertificate | undefined;
}

/**
 * The engine over `node:http` for requests, and over `engines/node/` for
 * sockets.
 */
export class NodeEngine implements Engine {
  #compression: boolean;
  #certificate: EngineCertificate | undefined;
  #bindings = new Set<NodeBinding>();
  #surroundings: SocketSurroundings;
  #sockets = new Set<NodeSocket>();
  #timer: Timer | undefined;
  #onNoneHeld: (() => void)[] = [];

  constructor({ compression, certificate, ...given }: NodeEngineOptions) {
    this.#compression = compression;
    this.#certificate = certificate;
    this.#surroundings = { ...given, encoder: new FrameEncoder() };
  }

  async listen(endpoint: Endpoint, handler: RequestHandler): Promise<Binding> {
    const { clock, turnEnd } = this.#surroundings;
    const onAdmitted = (admitted: Admitted) => this.#open(admitted);
    const incoming = new HttpAdapter({ handler, clock, onAdmitted });
    const binding = await NodeBinding.open({
      endpoint,
      incoming,
      clock,
      turnEnd,
      certificate: this.#certificate,
    });
    this.#bindings.add(binding);
    const forget = () => void this.#bindings.delete(binding);
    binding.finished.then(forget, forget);
    return {
      address: binding.address,
      finished: binding.finished,
      abort: () => binding.abort(),
      shutdown: async () => {
        await binding.shutdown();
        await this.#noneHeld();
      },
    };
  }

  renew(certificate: EngineCertificate): void {
    if (this.#certificate === undefined) return;
    this.#certificate = certificate;
    for (const binding of this.#bindings) binding.renew(certificate);
  }

  /** Answers the upgrade, and serves its socket. */
  #open({ message, transport, head, admission, response }: Admitted): void {
    if (transport.destroyed || !transport.writable) {
      admission.abandon();
      transport.destroy();
      return;
    }
    const { headers } = message;
    const surroundings = this.#surroundings;
    const agreement = this.#compression
      ? agreeOnCompression(headers, surroundings.maxFrameSize)
      : undefined;
    const key = headers["sec-websocket-key"] ?? "";
    transport.write(headOf(101, [
      ["upgrade", "websocket"],
      ["connection", "Upgrade"],
      ["sec-websocket-accept", acceptanceOf(key)],
      ...agreement === undefined ? [] : [agreement.header],
      ...response.headers,
    ]));
    this.#sockets.add(NodeSocket.serve({
      transport,
      head,
      agreement,
      admission,
      surroundings,
      onEnd: (socket) => this.#letGo(socket),
    }));
    this.#arm();
  }

  #letGo(socket: NodeSocket): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size > 0) return;
    this.#surroundings.clock.cancel(this.#timer);
    this.#timer = undefined;
    for (const resolve of this.#onNoneHeld.splice(0)) resolve();
  }

  /** Settles when every socket of every binding has ended. */
  async #noneHeld(): Promise<void> {
    if (this.#sockets.size === 0) return;
    await new Promise<void>((resolve) => this.#onNoneHeld.push(resolve));
  }

  #arm(): void {
    const { clock } = this.#surroundings;
    this.#timer ??= clock.after(TEND, () => {
      this.#timer = undefined;
      const now = clock.elapsed();
      for (const socket of this.#sockets) socket.tend(now);
      if (this.#sockets.size > 0) this.#arm();
    });
  }
}
