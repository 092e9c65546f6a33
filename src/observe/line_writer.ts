import { Deque } from "@std/data-structures";

/** Most bytes of lines that wait to be written; further lines are dropped. */
export const MAX_WAITING = 1024 * 1024;
/**
 * Most bytes of one write, unless a single line is longer: a pipe that several
 * threads write to keeps so much together (`PIPE_BUF` of Linux).
 */
const MAX_WRITE = 4096;

/** What {@linkcode LineWriter} needs. */
export interface LineWriterOptions {
  /** Writes some of the bytes; settles with how many. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /**
   * Called with the number of dropped lines once everything waiting is written.
   */
  readonly onFlowing: (dropped: number) => void;
}

/**
 * Writes lines without ever waiting for their reader. One write is under way at
 * a time; lines that arrive meanwhile wait within a bound, and beyond it are
 * dropped and counted. When the reader has gone, only the lines are lost.
 */
export class LineWriter {
  #options: LineWriterOptions;
  #waiting = new Deque<Uint8Array>();
  /** Bytes that are waiting or being written. */
  #size = 0;
  #running: Promise<void> | undefined;
  #dropped = 0;
  /** Dropped lines that `onFlowing` has not been called for. */
  #unreported = 0;
  #encoder = new TextEncoder();

  constructor(options: LineWriterOptions) {
    this.#options = options;
  }

  /** Lines that were not written. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes one whole line, its newline included. */
  write(line: string): void {
    if (this.#size >= MAX_WAITING) return this.#drop(1);
    const bytes = this.#encoder.encode(line);
    this.#waiting.pushBack(bytes);
    this.#size += bytes.length;
    this.#running ??= this.#run();
  }

  /** Settles when all lines are written or lost. */
  async flushed(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#take();
      const isWritten = await this.#writeAll(lines);
      for (const { length } of lines) this.#size -= length;
      if (!isWritten) this.#drop(lines.length);
      else if (this.#waiting.length === 0) this.#reportDropped();
    }
    this.#running = undefined;
  }

  /** The next lines, as many as one write takes. */
  #take(): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const next = this.#waiting.popFront();
      if (next === undefined) return lines;
      size += next.length;
      if (size > MAX_WRITE && lines.length > 0) {
        this.#waiting.pushFront(next);
        return lines;
      }
      lines.push(next);
    }
  }

  async #writeAll(lines: readonly Uint8Array[]): Promise<boolean> {
    const bytes = concat(lines);
    try {
      for (let sent = 0; sent < bytes.length;) {
        sent += await this.#options.write(bytes.subarray(sent));
      }
      return true;
    } catch {
      // Nobody reads any more.
      return false;
    }
  }

  #drop(lines: number): void {
    this.#dropped += lines;
    this.#unreported += lines;
  }

  #reportDropped(): void {
    const dropped = this.#unreported;
    this.#unreported = 0;
    if (dropped > 0) this.#options.onFlowing(dropped);
  }
}

function concat(all: readonly Uint8Array[]): Uint8Array {
  const [first] = all;
  if (first !== undefined && all.length === 1) return first;
  const whole = new Uint8Array(
    all.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const each of all) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}
