/**
 * The kinds of values of the options about tokens.
 *
 * @module
 */

import { parsePublicKeys, type PublicKey } from "../auth/public_key.ts";
import type { Kind } from "./kinds.ts";

/** Bytes of a key. RFC 7518 asks for at least the size of an HS256 digest. */
const [MIN_SECRET, MAX_SECRET] = [32, 4096];

/** Keys, of which the first signs; never shown. */
export const secrets: Kind<readonly string[]> = {
  placeholder: "SECRET",
  expected:
    `a text of ${MIN_SECRET} to ${MAX_SECRET} bytes, such as openssl rand -hex 32 prints, or @FILE`,
  parse: parseSecrets,
  absent: [],
  secret: true,
  list: "\n",
};

function parseSecrets(text: string): readonly string[] | undefined {
  const all = text.split("\n");
  return all.every(isSecret) ? [...new Set(all)] : undefined;
}

function isSecret(text: string): boolean {
  const bytes = new TextEncoder().encode(text).length;
  return bytes >= MIN_SECRET && bytes <= MAX_SECRET;
}

/** Characters of an API key: it goes in a header. */
const API_KEY = /^[\x21-\x7e]{32,4096}$/;

/** Keys of programs that use the server API; never shown. */
export const apiKeys: Kind<readonly string[]> = {
  placeholder: "KEY",
  expected:
    "a text of 32 to 4096 printable ASCII characters without spaces, such as openssl rand -hex 32 prints, or @FILE",
  parse: parseApiKeys,
  absent: [],
  secret: true,
  list: "\n",
};

function parseApiKeys(text: string): readonly string[] | undefined {
  const all = text.split("\n");
  return all.every((key) => API_KEY.test(key)) ? [...new Set(all)] : undefined;
}

/** Public keys in files. */
export const publicKeys: Kind<readonly PublicKey[]> = {
  placeholder: "FILE",
  expected:
    "a file with public keys in PEM: RSA of 2048 bits or more, P-256 or Ed25519",
  parse: parsePublicKeys,
  absent: [],
  list: "\n",
  file: true,
};

/** An address of HTTP. */
export const httpUrl: Kind<string | undefined> = {
  placeholder: "URL",
  expected:
    "http:// or https:// with a host, such as https://id.example/.well-known/jwks.json",
  parse: parseHttpUrl,
  absent: undefined,
};

/** The normal form of an address of HTTP without a password. */
export function parseHttpUrl(text: string): string | undefined {
  const url = URL.parse(text);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  // `fetch` refuses an address with a user or a password.
  const isPlain = url?.username === "" && url.password === "";
  return isHttp && isPlain && url.hash === "" ? url.href : undefined;
}

/** A claim of a token. */
export const claim: Kind<string | undefined> = {
  placeholder: "TEXT",
  expected: "a text of 1 to 256 characters without control characters",
  parse: (text) => /^[^\p{Cc}]{1,256}$/u.test(text) ? text : undefined,
  absent: undefined,
};
