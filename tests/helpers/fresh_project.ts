import { assertEquals } from "@std/assert";
import { hasProgram } from "./programs.ts";

const DIST = new URL("../../dist/", import.meta.url);
const FRESH = new URL("../client/fresh_app/", import.meta.url);

/** What a new project has beside the client. */
const DEPENDENCIES = { react: "19.3.1", "react-dom": "19.3.1" };
const TOOLS = {
  "@types/react": "19.3.3",
  "@types/react-dom": "19.3.0",
  "@vitejs/plugin-react": "6.3.0",
  typescript: "5.9.3",
  vite: "8.4.0",
};

const TSCONFIG = {
  compilerOptions: {
    target: "es2022",
    lib: ["es2022", "dom"],
    module: "esnext",
    moduleResolution: "bundler",
    jsx: "react-jsx",
    strict: true,
    noEmit: true,
    types: [],
  },
  include: ["app.tsx"],
};

const INDEX = '<!doctype html><script type="module" src="/app.tsx"></script>';

/** The exit status of a command, and everything it wrote. */
interface Said {
  readonly success: boolean;
  readonly text: string;
}

/** Runs a command. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string | URL,
): Promise<Said> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Runs a command that has to succeed; returns what it wrote. */
export async function make(
  command: string,
  args: readonly string[],
  cwd: string | URL,
): Promise<string> {
  const { success, text } = await run(command, args, cwd);
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${text}`);
  return text;
}

/** Is there an npm, and a registry that it reaches? */
export async function canInstall(): Promise<boolean> {
  if (!await hasProgram("npm")) return false;
  const args = ["view", `vite@${TOOLS.vite}`, "version", "--fetch-retries=0"];
  return (await run("npm", args, DIST)).success;
}

/** A project as one begins with it, with the packed client installed. */
export async function freshProject(folder: string): Promise<void> {
  const packed = await make("npm", [
    "pack",
    "--json",
    "--pack-destination",
    folder,
  ], new URL("npm/", DIST));
  const [{ filename, files }] = JSON.parse(
    packed.slice(packed.indexOf("["), packed.lastIndexOf("]") + 1),
  );
  assertEquals(files.map(({ path }: { path: string }) => path).toSorted(), [
    "LICENSE",
    "README.md",
    "index.d.ts",
    "index.js",
    "package.json",
    "protobuf.d.ts",
    "protobuf.js",
    "store.d.ts",
    "store.js",
  ]);
  const manifest = {
    private: true,
    type: "module",
    dependencies: { ...DEPENDENCIES, "gim-client": `file:./${filename}` },
    devDependencies: TOOLS,
  };
  const write = (name: string, text: string) =>
    Deno.writeTextFile(`${folder}/${name}`, text);
  await write("package.json", JSON.stringify(manifest));
  await write("tsconfig.json", JSON.stringify(TSCONFIG));
  await write("index.html", INDEX);
  await Deno.copyFile(new URL("app.tsx.txt", FRESH), `${folder}/app.tsx`);
  await Deno.copyFile(new URL("script.mjs.txt", FRESH), `${folder}/script.mjs`);
  await make(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline"],
    folder,
  );
}

/** Serves what has been built. */
export function serve(folder: string): Deno.HttpServer<Deno.NetAddr> {
  const types = { html: "text/html", js: "text/javascript" };
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async ({ url }) => {
      const { pathname } = new URL(url);
      const path = pathname === "/" ? "/index.html" : pathname;
      const bytes = await Deno.readFile(folder + path).catch(() => null);
      if (bytes === null) return new Response(null, { status: 404 });
      const type = types[path.endsWith(".js") ? "js" : "html"];
      return new Response(bytes, { headers: { "content-type": type } });
    },
  );
}
