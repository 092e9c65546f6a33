import { assertEquals, assertMatch } from "@std/assert";
import { compileFault, startFault } from "../../scripts/compile_faults.ts";

const TRACE = "\n\nStack backtrace:\n   0: <unknown>\n";

Deno.test("a base runtime that is not there is told as that, with the cause", () => {
  const said = `error: Writing deno compile executable to temporary file 'x'

Caused by:
    0: Could not find denort at '/nowhere'
    1: No such file or directory (os error 2)${TRACE}`;
  assertMatch(
    compileFault(said),
    /^cannot get the base runtime \(denort\) of Deno [\d.]+: .*: No such file or directory \(os error 2\)$/,
  );
});

Deno.test("a base runtime that cannot be downloaded is told as that", () => {
  const said = `error: Writing deno compile executable to temporary file 'x'

Caused by:
    0: Setting up base binary.
    1: error sending request for url (https://host.example/release/v2.9.6/denort-x86_64-unknown-linux-gnu.zip): client error (Connect)
    2: client error (Connect)${TRACE}`;
  assertMatch(
    compileFault(said),
    /^cannot get the base runtime .*: error sending request for url .*\(Connect\)$/,
  );
});

Deno.test("a fault that only speaks of denort is not blamed on the base runtime", () => {
  const said = "thread 'tokio-runtime-worker' has overflowed its stack\n" +
    "while packaging for /home/me/denort-tries/gim\n";
  assertEquals(compileFault(said), `deno compile failed: ${said.trimEnd()}`);
});

Deno.test("a binary that is Deno itself is told from one that does not start", () => {
  assertMatch(startFault("deno 2.9.6 (stable)"), /DENORT_BIN.*Deno itself$/);
  assertEquals(
    startFault("Segmentation fault\n"),
    "the binary does not start: Segmentation fault",
  );
});
