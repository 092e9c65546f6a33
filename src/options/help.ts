import type { Option } from "./option.ts";
import { environmentName, OPTION_KEYS, OPTIONS } from "./table.ts";

const COMMANDS: readonly (readonly [string, string])[] = [
  ["(none)", "Run the service"],
  ["help, h", "Show this help"],
  ["version", "Show the version"],
  ["healthcheck", "Ask a running service at --http: status 0 when it is well"],
  [
    "backup <file>",
    "Copy what is in --data-dir to a file, also while it is used",
  ],
  ["restore <file>", "Put such a copy into an empty --data-dir"],
  [
    "export <file>",
    "Write what --storage disk or redis holds as lines of JSON",
  ],
  ["import <file>", "Read such a file into --storage disk or redis"],
  ["token <user id>", "Print a token signed with --auth-secret"],
  [
    "hook-echo",
    "Receive hooks at --listen (:9000), verify them and print them",
  ],
];

/** The help: one page with every command and every option. */
export function helpText(version: string): string {
  return [
    section("NAME", ["gim - an instant-messaging service"]),
    section("USAGE", ["gim [options]", "gim <command> [options]"]),
    section("VERSION", [version]),
    section(
      "COMMANDS",
      COMMANDS.map(([name, text]) => `${name.padEnd(18)}${text}`),
    ),
    section("OPTIONS", [
      ...OPTION_KEYS.flatMap((key) => describe(OPTIONS[key])),
      "--help, -h",
      "    Show this help.",
      "--version, -v",
      "    Show the version.",
    ]),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `   ${line}`), ""].join("\n");
}

function describe(option: Option<unknown>): string[] {
  const names = [option.name, ...option.aliases ?? []];
  const flags = names.map((name) => `--${name}`).join(", ");
  const fallback = option.fallbackNote ?? option.fallback;
  return [
    `${flags} ${option.kind.placeholder}`.trimEnd(),
    `    ${option.help}`,
    `    (default: ${fallback}) [${environmentName(option)}]`,
  ];
}
