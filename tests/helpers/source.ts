/** A function in a source text. */
export interface FunctionSpan {
  /** The line where it begins, from 1. */
  readonly line: number;
  /** How many lines it has. */
  readonly lines: number;
  readonly header: string;
}

interface Bracket {
  readonly char: string;
  readonly header: string;
  /** Where the header of the next block in this bracket begins. */
  headerStart: number;
  readonly openedAt: number;
}

/** The paths and package names that a module imports, types included. */
export function importsOf(source: string): string[] {
  const forms = [
    /^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s*)?"([^"]+)"/gm,
    /\bimport\(\s*"([^"]+)"\s*\)/g,
  ];
  return forms.flatMap((form) =>
    [...source.matchAll(form)].map(([, path = ""]) => path)
  );
}

/** Finds the functions of a module by its brackets; formatted code is enough. */
export function functionsOf(source: string): FunctionSpan[] {
  const text = codeOf(source);
  const found: FunctionSpan[] = [];
  const stack: Bracket[] = [];
  let outer: Bracket = { char: "", header: "", headerStart: 0, openedAt: 0 };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === ";") outer.headerStart = at + 1;
    if ("([{".includes(char)) {
      stack.push(outer);
      const header = text.slice(outer.headerStart, at);
      const openedAt = outer.headerStart + header.search(/\S|$/);
      outer = { char, header, headerStart: at + 1, openedAt };
    } else if (")]}".includes(char)) {
      const { char: opening, header, openedAt } = outer;
      if (opening === "{" && isFunction(header)) {
        const line = lineOf(text, openedAt);
        const lines = lineOf(text, at) - line + 1;
        found.push({ line, lines, header: header.trim() });
      }
      outer = stack.pop() ?? outer;
      if (char === "}") outer.headerStart = at + 1;
    }
  }
  return found;
}

/** Does a block with this before it belong to a function? */
function isFunction(header: string): boolean {
  let flat = header;
  for (let before = ""; before !== flat;) {
    before = flat;
    flat = flat.replaceAll(/\([^()]+\)/g, "()");
  }
  if (/=>\s*$/.test(flat)) return true;
  if (/\b(?:if|for|while|switch|catch)(?: await)?\s*\(\)\s*$/.test(flat)) {
    return false;
  }
  return /[\w#]\s*(?:<[^()]*>)?\(\)\s*(?::[^()=]*)?$/.test(flat);
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

/** Blanks comments, strings, templates and regular expressions. */
export function codeOf(source: string): string {
  const token = new RegExp(
    [
      String.raw`\/\/[^\n]*`,
      String.raw`\/\*[^]*?\*\/`,
      String.raw`"(?:[^"\\\n]|\\.)*"`,
      String.raw`'(?:[^'\\\n]|\\.)*'`,
      "`(?:[^`\\\\]|\\\\[^])*`",
      String
        .raw`(?<=[(,=:[!&|?{;]\s*|return )\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*`,
    ].join("|"),
    "g",
  );
  return source.replaceAll(token, (text) => text.replaceAll(/[^\n]/g, " "));
}
