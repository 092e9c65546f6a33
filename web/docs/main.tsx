/**
 * The page at `/docs`: what `openapi.json` says, to be read and tried.
 *
 * @module
 */

import { render } from "preact";
import { DocsPage } from "./docs_page.tsx";
import type { OpenApi } from "./openapi.ts";

const place = document.querySelector("#docs")!;
/** The page may lie in a folder of a proxy: all else lies beside it. */
const base = new URL(".", location.href).href.replace(/\/$/, "");

try {
  const response = await fetch(`${base}/openapi.json`);
  const told = await response.json() as OpenApi;
  place.replaceChildren();
  render(<DocsPage document={told} base={base} />, place);
  // What the address names is there only now.
  if (location.hash.length > 1) {
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }
} catch (error) {
  place.replaceChildren();
  render(
    <p class="problem" role="alert">
      openapi.json cannot be read: {`${error}`}
    </p>,
    place,
  );
}
