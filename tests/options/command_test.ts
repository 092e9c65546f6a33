import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import {
  environmentName,
  namesOf,
  OPTION_KEYS,
  OPTIONS,
} from "../../src/options/table.ts";
import { errorOf, optionsOf, parse } from "./parse.ts";

const SECRET = "s".repeat(32);

Deno.test("the help is asked for in four ways, wherever the flag stands", () => {
  const asked = [
    ["help"],
    ["h"],
    ["--help"],
    ["-h"],
    ["--ws", "-h"],
    [
      "token",
      "--help",
    ],
    ["--nonsense", "--help"],
    ["help", "token"],
  ];
  const [first] = asked.map((args) => parse(args));
  assertEquals(first?.verb, "help");
  for (const args of asked) assertEquals(parse(args), first, args.join(" "));
});

Deno.test("the version is asked for in three ways", () => {
  for (const flag of ["--version", "-v", "version"]) {
    assertEquals(parse([flag]), { verb: "version", text: "gim 1.2.3" });
  }
});

Deno.test("the help has its sections, and every option with aliases, default and variable", () => {
  const command = parse(["help"]);
  assert(command.verb === "help");
  for (const title of ["NAME", "USAGE", "VERSION", "COMMANDS", "OPTIONS"]) {
    assertMatch(command.text, RegExp(`^${title}:$`, "m"));
  }
  for (const option of OPTION_KEYS.map((key) => OPTIONS[key])) {
    const [, block = ""] = command.text.split(`   --${option.name}`);
    const [shown = ""] = block.split("\n   --");
    for (const alias of option.aliases ?? []) {
      assertStringIncludes(shown, `--${alias}`);
    }
    assertStringIncludes(shown, option.fallbackNote ?? `${option.fallback}`);
    assertStringIncludes(shown, `[${environmentName(option)}]`);
  }
  assertStringIncludes(command.text, "1.2.3");
  assertEquals(command.text.includes("enbale"), false);
});

Deno.test("no two options share a name", () => {
  const names = OPTION_KEYS.flatMap((key) => namesOf(OPTIONS[key]));
  assertEquals(names.length, new Set(names).size);
});

Deno.test("every default is a value that its option takes", () => {
  for (
    const { name, kind, fallback, fallbackOffTerminal } of OPTION_KEYS.map((
      key,
    ) => OPTIONS[key])
  ) {
    for (const text of [fallback, fallbackOffTerminal]) {
      if (text !== undefined) assert(kind.parse(text) !== undefined, name);
    }
  }
});

Deno.test("a misspelled flag is refused with the one it is nearest to", () => {
  const misspelled = [
    ["--heartbeat", "--heartbeat-interval"],
    ["--hearbeat-interval", "--heartbeat-interval"],
    ["--message-push-cuont", "--message-push-count"],
    ["--max_frame_size", "--max-frame-size"],
    ["--loginTimeout", "--login-timeout"],
    ["--WS", "--ws"],
    ["-ws", "--ws"],
    ["-http", "--http"],
    ["--hepl", "--help"],
    ["--no-profiling", "--profiling=false"],
    ["--no-enable-message-sequence", "--enable-message-sequence=false"],
    ["--no-storage", "--storage"],
    ["--storage.kind", "--storage"],
  ] as const;
  for (const [flag, meant] of misspelled) {
    const line = `unknown flag ${JSON.stringify(flag)}: did you mean ${meant}?`;
    assertEquals(errorOf([flag]), line);
    assertEquals(errorOf([`${flag}=1`]), line);
    assertEquals(errorOf([flag, "1"]), line);
  }
});

Deno.test("a flag that is no flag at all is refused too", () => {
  const flags = [
    "--__proto__",
    "--constructor",
    "--no-",
    "-p",
    "-",
    "---",
    "-1",
  ];
  for (
    const flag of [...flags, "--=", "--a.b.c=1", "-x=1", "--__proto__.x=1"]
  ) {
    assertMatch(errorOf([flag]), /^un(?:known flag|expected argument) "-/);
  }
  assertEquals(Object.hasOwn(Object.prototype, "x"), false);
});

Deno.test("a flag that is near to none is refused without a guess", () => {
  for (const flag of ["--bogus", "-x", "-hv", "--qqqqqqqqqqqqqqqqqqqq"]) {
    const line = `unknown flag "${flag}": gim help lists all of them`;
    assertEquals(errorOf([flag]), line);
    assertEquals(errorOf([`${flag}=1`]), line);
  }
  assertMatch(errorOf(["foo"]), /backup, export, .*, token, version$/);
});

Deno.test("help and version take no value", () => {
  for (const flag of ["--help", "--version"]) {
    assertEquals(errorOf([`${flag}=false`]), `${flag}: expected no value`);
  }
});

Deno.test("a flag without its value is told so, at the end and before a flag", () => {
  for (const rest of [[], ["--http", ":1"], ["--http=:1"], ["--", "x"]]) {
    assertMatch(
      errorOf(["--ws", ...rest]),
      /^--ws: got no value: expected :port/,
    );
  }
});

Deno.test("a stray argument is refused with the commands there are", () => {
  assertEquals(
    errorOf(["--ws", ":1", "tokn"]),
    'unexpected argument "tokn": expected flags or one of backup, export, healthcheck, help, h, hook-echo, import, restore, token, version: did you mean token?',
  );
  for (const word of ["", "constructor", "__proto__", "a\nb", "9"]) {
    assertMatch(errorOf([word]), /^unexpected argument "/);
  }
  assertEquals(
    errorOf(["healthcheck", "now"]),
    'unexpected argument "now": expected no more behind healthcheck',
  );
});

Deno.test("a wrong flag is refused beside a command that does not read it", () => {
  assertMatch(
    errorOf(["healthcheck", "--history-limit=0"]),
    /^--history-limit: /,
  );
});

Deno.test("healthcheck asks the API address, a command may stand behind flags", () => {
  const address = { host: "a", port: 1 };
  const expected = { verb: "healthcheck", address, tls: false } as const;
  assertEquals(parse(["healthcheck", "--http", "a:1"]), expected);
  assertEquals(parse(["--http", "a:1", "healthcheck"]), expected);
  assertEquals(parse(["healthcheck"], { GIM_API_ADDRESS: "a:1" }), expected);
  const tls = parse(["healthcheck", "--http", "a:1", "--tls-cert", "none"]);
  assertEquals(tls, { verb: "healthcheck", address, tls: true });
  // A variable it does not read may be wrong: that is the service's affair.
  const environment = { GIM_API_ADDRESS: "a:1", GIM_LOG_LEVEL: "loud" };
  assertEquals(parse(["healthcheck"], environment), expected);
});

Deno.test("token needs a secret and a well-formed user id", () => {
  const token = {
    verb: "token",
    userId: "1001",
    authSecret: [SECRET],
    authIssuer: undefined,
    authAudience: undefined,
    tokenExpiry: 3_600_000,
  } as const;
  const args = ["token", "--auth-secret", SECRET, "--token-expiry=1h"];
  assertEquals(parse([...args, "1001"]), token);
  const variables = { GIM_AUTH_SECRET: SECRET, GIM_TOKEN_EXPIRY: "1h" };
  assertEquals(parse(["token", "1001"], variables), token);
  assertMatch(
    errorOf(["token", "1001"]),
    /^--auth-secret: got no value.*GIM_AUTH/,
  );
  assertMatch(
    errorOf(["token", "--auth-secret=", "a"]),
    /^--auth-secret: got ""/,
  );
  assertMatch(errorOf(args), /^token: got no user id: expected 1 to 64/);
  for (const id of ["a:b", "@a", "a b", "", "ü", "a".repeat(65), "a\n"]) {
    assertMatch(errorOf([...args, id]), /^token: got ".*": expected 1 to 64/);
  }
  assertMatch(errorOf([...args, "a", "b"]), /^unexpected argument "b"/);
});

Deno.test("parseCommand() answers every command line, errors in one line", () => {
  const piece = fc.constantFrom(
    ...["--ws", "--http=:1", "--", "-", "=", "-h", "token", "--auth-secret"],
    ...["--profiling", "true", "--allow-origin", "*", "--log-level", "\n"],
  );
  const args = fc.array(
    fc.oneof(piece, fc.string(), fc.string().map((s) => `--${s}`)),
  );
  fc.assert(fc.property(args, (args) => {
    const command = parse(args);
    return command.verb !== "error" || !/[\n\r\u2028]/.test(command.message);
  }));
});

Deno.test("parseCommand() changes nothing for a flag given its own default", () => {
  const flags = OPTION_KEYS.flatMap((key) => {
    const { name, fallback } = OPTIONS[key];
    // Of another engine than the default one.
    if (key === "writeTimeout") return [];
    return fallback === undefined ? [] : [`--${name}`, fallback];
  });
  assertEquals(optionsOf(flags), optionsOf([]));
});
