const ROOT = new URL("../../", import.meta.url);
/** Folders of what was fetched or built. */
const NOT_OURS = new Set(["dist", "node_modules"]);

/** A document's text, by its path from the repository's root. */
export function readDocument(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

/** What stands in a document's fences of a language, in their order. */
export function fencedIn(markdown: string, language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
  return [...markdown.matchAll(fences)].map(([, text = ""]) => text);
}

/** The text under a document's heading, down to the next one of its level. */
export function sectionOf(markdown: string, heading: string): string {
  const [, text] = markdown.split(`\n## ${heading}\n`);
  if (text === undefined) throw new Error(`no section ${heading}`);
  return text.split("\n## ")[0]!;
}

/** The paths of all documents below a folder, from the repository's root. */
export async function documentPaths(folder = ""): Promise<string[]> {
  const paths: string[] = [];
  for await (
    const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))
  ) {
    if (name.startsWith(".") || NOT_OURS.has(name)) continue;
    const path = folder + name;
    if (isDirectory) paths.push(...await documentPaths(`${path}/`));
    else if (name.endsWith(".md")) paths.push(path);
  }
  return paths;
}
