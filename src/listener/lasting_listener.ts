import type { Clock, Timer } from "../base/clock.ts";
import type { Log } from "../observe/log.ts";
import { type Address, formatAddress } from "../options/address.ts";

/** What is bound to an address until it ends. */
export interface Binding {
  readonly address: Address;
  /** Settles when it has ended, asked for or not. */
  readonly finished: Promise<void>;
  /** Accepts no more; settles when every request and socket has ended. */
  shutdown(): Promise<void>;
  /** Cuts whatever is still there. */
  abort(): void;
}

/** What {@linkcode LastingListener} needs. */
export interface LastingListenerOptions {
  /** Binds: first as it was asked for, then the address that it got. */
  readonly bind: (address?: Address) => Binding;
  readonly clock: Pick<Clock, "after" | "cancel">;
  readonly log: Pick<Log, "error" | "info">;
  /** Told when nobody can connect any more, and when that is over. */
  readonly onChange?: ((bound: boolean) => void) | undefined;
}

/** Milliseconds from an end to the next try; doubled each time. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1000;
/** Milliseconds after which it is believed that it lasts. */
const STEADY = 500;

/**
 * A listener that is bound again when it ends and nobody asked for it: the
 * runtime ends one for good as soon as the process is out of descriptors.
 */
export class LastingListener {
  #options: LastingListenerOptions;
  #binding: Binding;
  #timer: Timer | undefined;
  #pause = FIRST_PAUSE;
  #bound = true;
  #ending = false;

  /** Binds at once; throws what binding throws. */
  constructor(options: LastingListenerOptions) {
    this.#options = options;
    this.#binding = options.bind();
    this.#watch(this.#binding);
  }

  get address(): Address {
    return this.#binding.address;
  }

  /** Can it be connected to, as far as is known? */
  get bound(): boolean {
    return this.#bound;
  }

  /** Accepts no more; settles when every request and socket has ended. */
  async shutdown(): Promise<void> {
    this.#end();
    await this.#binding.shutdown();
  }

  /** Cuts whatever is still there. */
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

  #bindAgain(): void {
    const { bind, clock } = this.#options;
    try {
      this.#binding = bind(this.address);
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
