import { systemClock } from "../../../base/clock.ts";
import type { Answers, Batch } from "../batch.ts";
import {
  DataDirectoryError,
  openDirectory,
  openToRead,
} from "../file/data_directory.ts";
import { ReaderEnd } from "../reader/reader_end.ts";
import { WriterEnd } from "../writer/writer_end.ts";
import {
  CLOSE,
  type DiskRole,
  type DiskStart,
  type DiskWord,
} from "./thread_messages.ts";

/** The global scope of a worker. */
interface WorkerScope {
  onmessage: (event: { readonly data: string }) => void;
  postMessage(text: string): void;
}

/** Answers batches until it is closed. */
interface End {
  answer(batch: Batch): Answers;
  close(): void;
}

/** Runs one end of the storage in this worker. */
export function runDiskThread(role: DiskRole): void {
  const scope = globalThis as unknown as WorkerScope;
  const say = (word: DiskWord) => scope.postMessage(JSON.stringify(word));
  const start = ({ data }: { data: string }) => {
    try {
      const end = open(role, JSON.parse(data));
      scope.onmessage = ({ data }) => serve(end, data, say);
      say(["ready"]);
    } catch (fault) {
      if (!(fault instanceof DataDirectoryError)) throw fault;
      say(["refused", fault.message]);
    }
  };
  scope.onmessage = start;
  say(["here"]);
}

function serve(end: End, text: string, say: (word: DiskWord) => void): void {
  if (text !== CLOSE) return say(["answers", end.answer(JSON.parse(text))]);
  end.close();
  say(["closed"]);
}

function open(role: DiskRole, { directory, sync, bounds }: DiskStart): End {
  if (role === "reader") {
    const file = openToRead(directory);
    const reader = new ReaderEnd(file, bounds);
    return {
      answer: (batch) => reader.answer(batch),
      close: () => file.close(),
    };
  }
  const { file, measure, close } = openDirectory(directory, sync);
  const { elapsed } = systemClock;
  const writer = new WriterEnd({ file, bounds, elapsed, measure });
  return { answer: (batch) => writer.answer(batch), close };
}
