import { STATUS_CODE } from "@std/http";
import type { HeaderLookup } from "../api_request.ts";
import { plainRoute } from "../plain_route.ts";
import type { Route } from "../route.ts";
import { BUILT_PAGES } from "./built_pages.js";
import type { Page } from "./page.ts";
import { pageHeaders } from "./page_headers.ts";

/** A weight of zero: the client refuses this encoding. */
const REFUSED = /;\s*q=0(?:\.0*)?$/i;

/** The routes of the pages at the API's address, `--pages`. */
export function createPageRoutes(
  pages: readonly Page[] = BUILT_PAGES,
): Route[] {
  return pages.map(pageRoute);
}

function pageRoute(page: Page): Route {
  let packed: Promise<Uint8Array<ArrayBuffer>> | undefined;
  return plainRoute(page.path, {
    async run({ headers: asked, url }) {
      const headers = pageHeaders(page, url.host);
      if (isKnown(asked, page.hash)) {
        return new Response(null, { status: STATUS_CODE.NotModified, headers });
      }
      if (!takesGzip(asked)) return new Response(page.text, { headers });
      return new Response(await (packed ??= gzip(page.text)), {
        headers: { ...headers, "content-encoding": "gzip" },
      });
    },
  });
}

/** Does the client have this version of the page already? */
function isKnown(asked: Pick<HeaderLookup, "get">, hash: string): boolean {
  const given = asked.get("if-none-match") ?? "";
  if (given.trim() === "*") return true;
  const tags = given.split(",");
  return tags.some((tag) => tag.trim().replace(/^W\//, "") === `"${hash}"`);
}

function takesGzip(asked: Pick<HeaderLookup, "get">): boolean {
  const codings = (asked.get("accept-encoding") ?? "").split(",");
  const gzip = codings.map((each) => each.trim())
    .find((each) => /^gzip\b/i.test(each));
  return gzip !== undefined && !REFUSED.test(gzip);
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return await new Response(packed).bytes();
}
