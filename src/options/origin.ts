// What a browser sends for a page of an app or an extension; the URL standard
// defines no origin for such schemes.
const APP_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::\d{1,5})?$/;

// All subdomains of a host; the star stands for one label or more.
const BELOW = /^([a-z][a-z0-9+.-]*:\/\/)\*\.([^*]+)$/i;

/**
 * Reads the origin of a page, `https://chat.example`, or of the pages of all
 * subdomains, `https://*.chat.example`, or `*` for every page.
 *
 * @returns the origin as browsers send it, in lower case and without the
 * default port; `undefined` if the text is none, or more than an origin
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
  // Anything after the host would never match, so it is a mistake.
  return url.href === `${url.origin}/` && /^[a-z]+:\/\/[^/?#\\]+$/i.test(text)
    ? url.origin
    : undefined;
}
