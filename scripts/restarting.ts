/** Milliseconds after which a service that stops is told to hurry. */
const HURRY = 600;
/** Milliseconds after which one that does not stop is killed. */
const PATIENCE = 6000;

/** A process that is ended and started again. */
export class Restarting {
  #start: () => Deno.ChildProcess;
  #onEnd: (status: number) => void;
  #child: Deno.ChildProcess;
  /** Whether its end has been asked for. */
  #stopping = false;

  /** Starts it; `onEnd` is told the status of one that ends by itself. */
  constructor(
    start: () => Deno.ChildProcess,
    onEnd: (status: number) => void,
  ) {
    this.#start = start;
    this.#onEnd = onEnd;
    this.#child = this.#run();
  }

  /** Ends it and starts it anew; one that has ended is only started. */
  async restart(): Promise<void> {
    if (this.#stopping) return;
    // Nobody works with it meanwhile, so it need not take its time.
    const hurry = setTimeout(() => send(this.#child, "SIGTERM"), HURRY);
    await this.stop("SIGTERM");
    clearTimeout(hurry);
    this.#stopping = false;
    this.#child = this.#run();
  }

  /** Hands it a signal and waits for its end; returns its status. */
  async stop(signal: Deno.Signal): Promise<number> {
    this.#stopping = true;
    send(this.#child, signal);
    const timer = setTimeout(() => send(this.#child, "SIGKILL"), PATIENCE);
    const { code } = await this.#child.status;
    clearTimeout(timer);
    return code;
  }

  #run(): Deno.ChildProcess {
    const child = this.#start();
    void child.status.then(({ code }) => {
      if (!this.#stopping) this.#onEnd(code);
    });
    return child;
  }
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}
