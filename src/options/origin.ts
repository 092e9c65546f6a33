// What a browser sends for a page of an app or an extension, whose scheme the
// URL standard gives no origin of its own.
const APP_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::\d{1,5})?$/;

// All hosts below one: a star stands for one label or more.
const BELOW = /^([a-z][a-z0-9+.-]*:\/\/)\*\.([^*]+)$/i;

/**
 * Reads the origin of a page, `https://chat.example`, or of the pages of all
 * hosts below one, `https://*.chat.example`, or `*` for every page.
 *
 * @returns the origin as browsers send it, lower-cased and without the default
 * port; `undefined` when the text is none, or has more than an origin
 */
export function parseOrigin(text: string): string | undefined {
  if (text === "*") return text;
  const [, scheme, host] = BELOW.exec(text) ?? [];
  if (host === undefined) return parseOne(text);
  return parseOne(`${scheme}${host}`)?.replace("://", "://*.");
}

function parseOne(text: string): string | undefined {
  if (text.includes("*")) return undefined;
  const url = URL.parse(text);
  if (url === null) return undefined;
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return APP_ORIGIN.test(text) ? text : undefined;
  }
  // Anything behind the host would never match, so it is a mistake.
  return url.href === `${url.origin}/` && /^[a-z]+:\/\/[^/?#\\]+$/i.test(text)
    ? url.origin
    : undefined;
}
