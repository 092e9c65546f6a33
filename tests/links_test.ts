import { assert, assertEquals } from "@std/assert";
import { documentPaths, readDocument } from "./helpers/documents.ts";

const ROOT = new URL("../", import.meta.url);
const DOCUMENTS = await documentPaths();

/** A document without what is shown in fences or as code. */
function prose(markdown: string): string {
  return markdown.replace(/^ *```[^]*?^ *```$/gm, "").replace(/`[^`]*`/g, "");
}

/** The anchors of a document's headings, as GitHub names them. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const shown = markdown.replace(/^ *```[^]*?^ *```$/gm, "");
  for (const [, heading = ""] of shown.matchAll(/^#+ (.+)$/gm)) {
    const anchor = heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let numbered = anchor;
    for (let n = 1; anchors.has(numbered); n++) numbered = `${anchor}-${n}`;
    anchors.add(numbered);
  }
  return anchors;
}

/** Where a document's links lead to, but for those to other hosts. */
function linksOf(markdown: string): string[] {
  return [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The files of the repository that a document names in its text. */
function filesOf(markdown: string): string[] {
  const named =
    /`((?:src|tests|scripts|bench|deploy|docs|deps|examples)\/[\w./-]+)`/g;
  return [...markdown.matchAll(named)].map(([, path = ""]) => path);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(new URL(path, ROOT)).then(() => true, () => false);
}

async function leadsNowhere(path: string, link: string): Promise<boolean> {
  const { pathname, hash } = new URL(link, `http://gim/${path}`);
  const file = decodeURIComponent(pathname).slice(1);
  const { isFile, isDirectory } = await Deno.stat(new URL(file, ROOT))
    .catch(() => ({ isFile: false, isDirectory: false }));
  if (hash === "") return !isFile && !isDirectory;
  return !isFile || !anchorsOf(await readDocument(file)).has(hash.slice(1));
}

Deno.test("every link of a document leads to a file, and to a heading there", async () => {
  const broken: string[] = [];
  let followed = 0;
  for (const path of DOCUMENTS) {
    for (const link of linksOf(await readDocument(path))) {
      followed++;
      if (await leadsNowhere(path, link)) broken.push(`${path}: ${link}`);
    }
  }
  assert(followed > 100, `only ${followed} links`);
  assertEquals(broken, []);
});

Deno.test("every file that a document names is there", async () => {
  const absent: string[] = [];
  for (const path of DOCUMENTS) {
    for (const named of filesOf(await readDocument(path))) {
      if (!await isThere(named)) absent.push(`${path}: ${named}`);
    }
  }
  assertEquals(absent, []);
});

Deno.test("a link that leads nowhere is found", async () => {
  assertEquals(await leadsNowhere("docs/walk.md", "protocol.md#ordres"), true);
  assertEquals(await leadsNowhere("docs/walk.md", "../nowhere.md"), true);
  assertEquals(await leadsNowhere("docs/walk.md", "#over-http"), false);
});

Deno.test("the index has every page of docs/", async () => {
  const index = linksOf(await readDocument("docs/README.md"));
  const pages = DOCUMENTS.filter((path) => path.startsWith("docs/"))
    .map((path) => path.slice("docs/".length))
    .filter((page) => page !== "README.md");
  assertEquals(pages.filter((page) => !index.includes(page)), []);
});
