import { Gim, type GimOptions } from "../helpers/gim.ts";

/**
 * Where nothing listens. The port of a service that was killed may be that of
 * somebody else's service a moment later.
 */
const NOWHERE = "ws://127.0.0.1:1/ws";

/** What a {@linkcode GimNode} needs. */
export interface GimNodeOptions {
  readonly gim: GimOptions;
  /** Told of what a node reports as an error. */
  readonly onFault: (text: string) => void;
}

/** One of several services that are one: killed, another takes its place. */
export class GimNode implements AsyncDisposable {
  #options: GimNodeOptions;
  #gim: Gim;
  #following: Promise<void>;
  #isUp = true;

  private constructor(options: GimNodeOptions, gim: Gim) {
    this.#options = options;
    this.#gim = gim;
    this.#following = this.#follow();
  }

  static async start(options: GimNodeOptions): Promise<GimNode> {
    return new GimNode(options, await Gim.start(options.gim));
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** The address for clients; while none is up, one that refuses them. */
  get url(): string {
    return this.#isUp ? `${this.#gim.ws}/ws` : NOWHERE;
  }

  /** It ends without a word. */
  async kill(): Promise<void> {
    this.#isUp = false;
    this.#gim.signal("SIGKILL");
    await Promise.all([this.#gim.ended(), this.#following]);
  }

  /** Another one starts, at another port. */
  async restart(): Promise<void> {
    this.#gim = await Gim.start(this.#options.gim);
    this.#following = this.#follow();
    this.#isUp = true;
  }

  /** Does it say that it is ready? */
  async isReady(): Promise<boolean> {
    const response = await fetch(`${this.#gim.http}/readyz`);
    await response.body?.cancel();
    return response.ok;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isUp) return;
    await this.#gim[Symbol.asyncDispose]();
    await this.#following;
  }

  #follow(): Promise<void> {
    return this.#gim.follow((line) => {
      if (line.level !== "error") return;
      this.#options.onFault(`a node logged: ${JSON.stringify(line)}`);
    });
  }
}
