/**
 * The page at `/chat`: a chat to try the service with, and an example of what an
 * application does with `GimClient` and `GimStore`.
 *
 * @module
 */

import { render } from "preact";
import { App } from "./app.tsx";

render(<App />, document.querySelector("#chat")!);
