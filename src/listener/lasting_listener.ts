import type { Clock, Timer } from "../base/clock.ts";
import type { Binding } from "../gateway/engine.ts";
import type { Log } from "../observe/log.ts";
import { type Address, formatAddress } from "../options/address.ts";

/** What {@linkcode LastingListener} needs. */
export interface LastingListenerOptions {
  /**
   * Binds the address; after the first time, the one it got then, with its
   * port.
   */
  readonly bind: (address?: Address) => Promise<Binding>;
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly log: Pick<Log, "error" | "info">;
  /**
   * Called when the address stops accepting connections, and when it accepts
   * again.
   */
  readonly onChange?: ((bound: boolean) => void) | undefined;
}

/** Milliseconds until the first attempt to bind again; doubled each time. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1000;
/** Milliseconds after which a new binding counts as stable. */
const STEADY = 500;

/**
 * A listener that is bound again when it ends unasked: the runtime ends one for
 * good when the process is out of file descriptors.
 */
export class LastingListener {
  #options: LastingListenerOptions;
  #binding: Binding;
  #timer: Timer | undefined;
  #pause = FIRST_PAUSE;
  #bound = true;
  #ending = false;

  private constructor(options: LastingListenerOptions, binding: Binding) {
    this.#options = options;
    this.#binding = binding;
    this.#watch(binding);
  }

  /** Binds; throws what binding throws. */
  static async open(options: LastingListenerOptions): Promise<LastingListener> {
    return new LastingListener(options, await options.bind());
  }

  get address(): Address {
    return this.#binding.address;
  }

  /** Does it accept connections, as far as is known? */
  get bound(): boolean {
    return this.#bound;
  }

  /**
   * Accepts no more connections; settles when every request and socket has
   * ended.
   */
  async shutdown(): Promise<void> {
    this.#end();
    await this.#binding.shutdown();
  }

  /** Cuts off everything that is still open. */
  abort(): void {
    this.#end();
    this.#binding.abort();
  }

  #end(): void {
    this.#ending = true;
    this.#options.clock.cancel(this.#timer);
  }

  #watch({ finished }: Binding): void {
    finished.then(
      () => this.#lose("it ended by itself"),
      (fault) =>
        this.#lose(fault instanceof Error ? fault.message : String(fault)),
    );
  }

  #lose(reason: string): void {
    if (this.#ending) return;
    const { clock, log, onChange } = this.#options;
    clock.cancel(this.#timer);
    this.#timer = clock.after(this.#pause, () => this.#bindAgain());
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
    if (!this.#bound) return;
    this.#bound = false;
    log.error("listener ended", {
      address: formatAddress(this.address),
      reason,
    });
    onChange?.(false);
  }

  async #bindAgain(): Promise<void> {
    const { bind, clock } = this.#options;
    try {
      const binding = await bind(this.address);
      // It was asked to end while it was binding.
      if (this.#ending) return binding.abort();
      this.#binding = binding;
    } catch (fault) {
      return this.#lose(String(fault));
    }
    this.#watch(this.#binding);
    this.#timer = clock.after(STEADY, () => this.#believe());
  }

  #believe(): void {
    const { log, onChange } = this.#options;
    this.#pause = FIRST_PAUSE;
    this.#bound = true;
    log.info("listening again", { address: formatAddress(this.address) });
    onChange?.(true);
  }
}
