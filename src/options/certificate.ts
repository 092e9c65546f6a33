import { createPrivateKey, X509Certificate } from "node:crypto";
import { quote, UsageError } from "./usage_error.ts";
import { type FileReader, readValue } from "./value_files.ts";

/** What a server of TLS shows, and the key that proves it is its own. */
export interface Certificate {
  /** The certificate, and those that vouch for it, in PEM. */
  readonly cert: string;
  /** The private key, in PEM. */
  readonly key: string;
}

/** A file, and the flag or variable that names it. */
export interface NamedFile {
  readonly place: string;
  readonly path: string;
}

/**
 * Reads a certificate and its key.
 *
 * @throws {UsageError} that names the file which is missing or wrong
 */
export function readCertificate(
  { cert, key }: { readonly cert: NamedFile; readonly key: NamedFile },
  read: FileReader,
): Certificate {
  const pair = { cert: readFile(cert, read), key: readFile(key, read) };
  if (!isChain(pair.cert)) refuse(cert, "a file with certificates in PEM");
  if (!isPrivateKey(pair.key)) {
    refuse(key, "a file with a private key in PEM, without a passphrase");
  }
  if (!belongTogether(pair)) {
    refuse(key, `the private key of the certificate in ${quote(cert.path)}`);
  }
  return pair;
}

function readFile({ place, path }: NamedFile, read: FileReader): string {
  return readValue({ file: true }, { place, text: path }, read);
}

function refuse({ place, path }: NamedFile, expected: string): never {
  throw new UsageError(`${place}: got ${quote(path)}: expected ${expected}`);
}

function isChain(text: string): boolean {
  const all = text.match(
    /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g,
  ) ?? [];
  return all.length > 0 && all.every((each) => works(() => parse(each)));
}

function isPrivateKey(text: string): boolean {
  return works(() => createPrivateKey(text));
}

/** The runtime itself would notice at the first handshake only. */
function belongTogether({ cert, key }: Certificate): boolean {
  return works(() => {
    if (!parse(cert).checkPrivateKey(createPrivateKey(key))) throw new Error();
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key }).close();
  });
}

function parse(text: string): X509Certificate {
  return new X509Certificate(text);
}

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
