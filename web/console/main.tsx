/**
 * The page at `/console`: what an operator sees of a running service, and does
 * to it. Everything goes through the server API and the metrics.
 *
 * @module
 */

import { render } from "preact";
import { App } from "./app.tsx";

/** The page may lie in a folder of a proxy: all else lies beside it. */
const base = new URL(".", location.href).href.replace(/\/$/, "");

render(<App base={base} />, document.querySelector("#console")!);
