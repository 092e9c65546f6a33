import { getHeapStatistics } from "node:v8";
import { systemClock } from "../base/clock.ts";
import { describeFault } from "../base/errors.ts";
import { atMost } from "../base/within.ts";
import { keepAlive } from "../listener/keep_alive.ts";
import { ListenError } from "../listener/listen.ts";
import { SettingsDiffer } from "../nodes/node_settings.ts";
import type { Log } from "../observe/log.ts";
import { openStderrLog, type StderrLog } from "../observe/stderr_log.ts";
import { formatAddress } from "../options/address.ts";
import { type Certificate, readCertificate } from "../options/certificate.ts";
import type { Options } from "../options/options.ts";
import { UsageError } from "../options/usage_error.ts";
import { readSmallFile } from "../options/value_files.ts";
import { DataDirectoryError } from "../storage/disk/file/data_directory.ts";
import { CallFailed } from "../threads/calls.ts";
import { endStatus } from "./end_status.ts";
import {
  giveBackFiles,
  keepNeededPermissions,
  PermissionError,
  requireFiles,
} from "./permissions.ts";
import { type Program, type Server, startServer } from "./server.ts";
import { Signals } from "./signals.ts";

/** Milliseconds for writing the last lines, as long as somebody reads them. */
const LAST_LINES = 300;
/**
 * If messages may take more than this share of the heap, too little is left for
 * the rest.
 */
const HEAP_SHARE = 0.6;

/** Faults of a start that are not ours; their message is for the operator. */
const EXPECTED = [
  ListenError,
  CallFailed,
  PermissionError,
  SettingsDiffer,
  DataDirectoryError,
  UsageError,
];

/**
 * Runs the service until a signal ends it. Returns the exit status: 0 after an
 * orderly end, 1 when an address cannot be bound, another node has other
 * settings or the data directory cannot be used, 130 when a second signal cut the end short.
 */
export async function runServer(
  options: Options,
  program: Program,
): Promise<number> {
  const stderr = openStderrLog({
    level: options.logLevel,
    format: options.logFormat,
  });
  const status = await runLogged(options, { ...stderr, ...program });
  const patience = { ms: LAST_LINES, clock: systemClock };
  await atMost(stderr.lines.flushed(), patience);
  return status;
}

async function runLogged(
  options: Options,
  about: Program & StderrLog,
): Promise<number> {
  const { log } = about;
  // Before the service says that it listens: whoever reads that may send a
  // signal at once.
  const signals = new Signals();
  const server = await tryStart(options, about);
  if (server === undefined) return 1;
  keepAlive(log);
  warn(options, log);
  if (options.tlsCert !== undefined) {
    signals.onHangUp(() => void renewCertificate(options, { server, log }));
  }
  log.info("listening", {
    gateway: formatAddress(server.gateway),
    api: formatAddress(server.api),
  });
  log.info("stopping", { signal: await signals.next() });
  const again = signals.next();
  return await endStatus({ ended: server.stop(), again, clock: systemClock });
}

async function tryStart(
  options: Options,
  about: Program & StderrLog,
): Promise<Server | undefined> {
  try {
    await keepNeededPermissions(options);
    await requireFiles(options);
    const onOpen = () => giveBackFiles(about.entry, options);
    const certificate = certificateOf(options);
    return await startServer(options, { ...about, certificate, onOpen });
  } catch (fault) {
    if (!EXPECTED.some((kind) => fault instanceof kind)) throw fault;
    about.lines.write(`gim: ${(fault as Error).message}\n`);
    return undefined;
  }
}

/**
 * Reads the files of the certificate.
 *
 * @throws {UsageError} when they are missing or wrong
 */
function certificateOf({ tlsCert, tlsKey }: Options): Certificate | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const cert = { place: "--tls-cert", path: tlsCert };
  const key = { place: "--tls-key", path: tlsKey };
  return readCertificate({ cert, key }, readSmallFile);
}

/** A file that is wrong changes nothing. */
async function renewCertificate(
  options: Options,
  { server, log }: { server: Server; log: Log },
): Promise<void> {
  try {
    const certificate = certificateOf(options);
    if (certificate === undefined) return;
    await server.renew(certificate);
    log.info("certificate renewed");
  } catch (fault) {
    const reason = fault instanceof UsageError
      ? fault.message
      : describeFault(fault);
    log.error("certificate not renewed", { reason });
  }
}

/** Without any key for tokens a login is taken at its word. */
function hasKeys({ authSecret, authPublicKey, authJwks }: Options): boolean {
  return authSecret.length + authPublicKey.length > 0 || authJwks !== undefined;
}

function warn(options: Options, log: Log): void {
  if (!hasKeys(options)) {
    log.warn("no --auth-secret: anybody can log in as any user");
  }
  const heap = getHeapStatistics().heap_size_limit;
  if (options.storageLimit > heap * HEAP_SHARE) {
    log.warn("--storage-limit does not fit the heap: raise the heap limit", {
      storageLimit: options.storageLimit,
      heapLimit: heap,
      raiseWith: "DENO_V8_FLAGS=--max-old-space-size=<MiB>",
    });
  }
}
