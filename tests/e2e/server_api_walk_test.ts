import { assertEquals, assertMatch } from "@std/assert";
import { readDocument } from "../helpers/documents.ts";
import { Gim } from "../helpers/gim.ts";
import { findGo, hasProgram } from "../helpers/programs.ts";
import { API_KEY, API_KEY_FLAGS } from "../helpers/server_api.ts";

const PAGE = await readDocument("docs/server-api.md");

/** The example of a language. */
function exampleIn(language: string): string {
  const form = new RegExp(`\`\`\`${language}[^\\n]*\\n([^]*?)\`\`\``);
  return form.exec(PAGE)?.[1] ?? "";
}

const GO = await findGo() ?? "go";
const TOOLS = [
  { language: "sh", file: "walk.sh", program: "curl", run: ["sh"] },
  { language: "js", file: "walk.mjs", program: "node", run: ["node"] },
  { language: "python", file: "walk.py", program: "python3", run: ["python3"] },
  { language: "go", file: "walk.go", program: GO, run: [GO, "run"] },
];

for (const { language, file, program, run } of TOOLS) {
  Deno.test({
    name: `the walk through the server API runs: ${program}`,
    ignore: !await hasProgram(program),
    async fn() {
      const directory = await Deno.makeTempDir({ prefix: "gim-" });
      try {
        await using gim = await Gim.start({ args: API_KEY_FLAGS });
        const path = `${directory}/${file}`;
        await Deno.writeTextFile(path, exampleIn(language));
        const [command = "", ...words] = run;
        const { code, stdout } = await new Deno.Command(command, {
          args: [...words, path],
          env: { GIM_API: gim.http, GIM_API_KEY: API_KEY },
        }).output();
        assertEquals(code, 0);
        assertMatch(new TextDecoder().decode(stdout), /eyJ\w+\.eyJ/);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}
