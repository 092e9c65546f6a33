import { assertEquals, assertMatch } from "@std/assert";
import { errorOf, optionsOf } from "./parse.ts";

const [OLD, NEW] = ["o".repeat(32), "n".repeat(40)];

/** Runs with files of these contents; gets their paths in their order. */
function withFiles(
  contents: readonly (string | Uint8Array)[],
  run: (...paths: string[]) => void,
): void {
  const paths = contents.map((content) => {
    const path = Deno.makeTempFileSync();
    const bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content;
    Deno.writeFileSync(path, bytes);
    return path;
  });
  try {
    run(...paths);
  } finally {
    paths.forEach((path) => Deno.removeSync(path));
  }
}

function secretsOf(...args: Parameters<typeof optionsOf>): readonly string[] {
  return optionsOf(...args).authSecret;
}

Deno.test("a secret may be given several times, and keeps its order", () => {
  const args = ["--auth-secret", NEW, `--auth-secret=${OLD}`];
  assertEquals(secretsOf(args), [NEW, OLD]);
  assertEquals(secretsOf([...args, "--auth-secret", NEW]), [NEW, OLD]);
});

Deno.test("a variable holds several secrets with white space between them", () => {
  for (const text of [`${NEW} ${OLD}`, ` ${NEW}\n${OLD}\n`, `${NEW}\t${OLD}`]) {
    assertEquals(secretsOf([], { GIM_AUTH_SECRET: text }), [NEW, OLD]);
  }
});

Deno.test("a file holds a secret a line, and one line break at its end is not part of it", () => {
  const cases = [
    [NEW, [NEW]],
    [`${NEW}\n`, [NEW]],
    [`${NEW}\r\n${OLD}\r\n`, [NEW, OLD]],
    [`${NEW} with a blank\n${OLD}`, [`${NEW} with a blank`, OLD]],
  ] as const;
  for (const [content, expected] of cases) {
    withFiles([content], (path) => {
      assertEquals(secretsOf(["--auth-secret", `@${path}`]), expected);
      assertEquals(secretsOf([], { GIM_AUTH_SECRET: `@${path}` }), expected);
    });
  }
});

Deno.test("secrets of files and of flags stand beside each other", () => {
  withFiles([NEW, OLD], (first, second) => {
    const variable = { GIM_AUTH_SECRET: `@${first} @${second}` };
    assertEquals(secretsOf([], variable), [NEW, OLD]);
    const args = ["--auth-secret", OLD, "--auth-secret", `@${first}`];
    assertEquals(secretsOf(args), [OLD, NEW]);
  });
});

Deno.test("one secret of several that is too short is refused, and none is shown", () => {
  withFiles([`${NEW}\n\n`, `${NEW}\nhush`], (empty, short) => {
    const given = [
      [`@${empty}`],
      [`@${short}`],
      [NEW, "hush"],
    ];
    for (const texts of given) {
      const line = errorOf(texts.flatMap((text) => ["--auth-secret", text]));
      assertMatch(
        line,
        /^--auth-secret: got a text not shown: expected a text/,
      );
    }
  });
});

Deno.test("a file that cannot be read is named, with the reason", () => {
  const big = "x".repeat(64 * 1024 + 1);
  withFiles([big, new Uint8Array([0xff, 0xfe])], (large, binary) => {
    const reasons = {
      "/nowhere/at/all": "which is not there",
      [Deno.cwd()]: "which cannot be read",
      [large]: "which is larger than 64 KiB",
      [binary]: "which is no text in UTF-8",
    };
    for (const [path, reason] of Object.entries(reasons)) {
      const text = JSON.stringify(path);
      const expected = `got ${text}, ${reason}: expected a file to read`;
      assertEquals(
        errorOf(["--auth-secret", `@${path}`]),
        `--auth-secret: ${expected}`,
      );
      assertEquals(
        errorOf([], { GIM_REDIS_URL: `@${path}` }),
        `GIM_REDIS_URL: ${expected}`,
      );
    }
  });
});

Deno.test("the addresses of Redis, which may hold a password, can be in a file", () => {
  const urls = ["redis://u:p@a:1", "redis://b:2"];
  withFiles([urls.join("\n") + "\n"], (path) => {
    assertEquals(optionsOf(["--redis-url", `@${path}`]).redisUrl, urls);
  });
  const variables = { GIM_REDIS_URL: urls.join(" ") };
  assertEquals(optionsOf([], variables).redisUrl, urls);
});

Deno.test("an option that is no secret takes a text with @ as it is", () => {
  const line = errorOf(["--storage", "@file"]);
  assertEquals(line, `--storage: got "@file": expected memory, disk or redis`);
});

Deno.test("an address of keys is one of HTTP, without a password in it", () => {
  const wrong = [
    "",
    "id.example",
    "ftp://id/keys",
    "http://u:p@id/",
    "http://",
  ];
  for (const text of wrong) {
    assertMatch(errorOf(["--auth-jwks", text]), /^--auth-jwks: got .* http:/);
  }
});

Deno.test("a file without a public key that can be used is refused by name", () => {
  withFiles(["", "no key", "-----BEGIN PRIVATE KEY-----"], (...paths) => {
    for (const path of paths) {
      assertEquals(
        errorOf(["--auth-public-key", path]),
        `--auth-public-key: got ${JSON.stringify(path)}: expected a file ` +
          "with public keys in PEM: RSA of 2048 bits or more, P-256 or Ed25519",
      );
    }
  });
  assertMatch(
    errorOf([], { GIM_AUTH_PUBLIC_KEY: "/nowhere" }),
    /^GIM_AUTH_PUBLIC_KEY: got "\/nowhere", which is not there/,
  );
});
