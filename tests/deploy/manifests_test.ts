import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse, parseAllDocuments } from "yaml";
import { readDocument } from "../helpers/documents.ts";
import { errorOf, optionsOf } from "../options/parse.ts";

/** A container of a pod, as far as it matters here. */
interface Container {
  readonly env: readonly Variable[];
  readonly ports: readonly { readonly name: string }[];
  readonly securityContext: {
    readonly readOnlyRootFilesystem: boolean;
    readonly allowPrivilegeEscalation: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
  readonly resources: Record<"requests" | "limits", { memory: string }>;
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly lifecycle: { preStop: { sleep: { seconds: number } } };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { secretKeyRef: { name: string; key: string } };
}

interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: {
    readonly runAsNonRoot: boolean;
    readonly runAsUser: number;
    readonly seccompProfile: { readonly type: string };
  };
  readonly containers: readonly [Container];
}

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

interface Workload extends Named {
  readonly spec: {
    readonly selector: { readonly matchLabels: Labels };
    readonly template: { metadata: { labels: Labels }; spec: Pod };
  };
}

interface Service extends Named {
  readonly spec: { selector: Labels; ports: { targetPort: string }[] };
}

interface Secret extends Named {
  readonly stringData: Readonly<Record<string, string>>;
}

type Labels = Readonly<Record<string, string>>;

const FOLDER = "deploy/kubernetes/";
const [SECRET] = await manifestsOf("secret.yaml.example") as [Secret];
const MANIFESTS = [
  ...await manifestsOf("gim.yaml"),
  ...await manifestsOf("redis.yaml"),
];
const SERVICES = MANIFESTS.filter((each): each is Service =>
  each.kind === "Service"
);
const WORKLOADS = MANIFESTS.filter((each): each is Workload =>
  ["Deployment", "StatefulSet"].includes(each.kind)
);
const [GIM] = WORKLOADS as [Workload];

async function manifestsOf(file: string): Promise<Named[]> {
  const documents = parseAllDocuments(await readDocument(FOLDER + file));
  return documents.map((document) => {
    assertEquals(document.errors, [], file);
    return document.toJS();
  });
}

/** The variables of GIM's container, by their names. */
function variables(secret: string): Record<string, string> {
  const [container] = GIM.spec.template.spec.containers;
  return Object.fromEntries(
    container.env.map(({ name, value = "", valueFrom }) => {
      if (valueFrom === undefined) return [name, value];
      const { secretKeyRef } = valueFrom;
      assertEquals(secretKeyRef.name, SECRET.metadata.name);
      assert(secretKeyRef.key in SECRET.stringData, secretKeyRef.key);
      return [name, secret];
    }),
  );
}

Deno.test("the manifests set options that there are, to values that are taken", () => {
  const options = optionsOf([], variables("s".repeat(32)));
  assertEquals(options.storage, "redis");
});

Deno.test("the secret that the example has is refused", () => {
  const [secret = ""] = Object.values(SECRET.stringData);
  assertMatch(errorOf([], variables(secret)), /^GIM_AUTH_SECRET: /);
});

Deno.test("no container of the manifests has rights, or writes outside of a volume", () => {
  assertEquals(WORKLOADS.length, 2);
  for (const { spec: { template: { spec } } } of WORKLOADS) {
    assertEquals(spec.securityContext.runAsNonRoot, true);
    assert(spec.securityContext.runAsUser > 0);
    assertEquals(spec.securityContext.seccompProfile.type, "RuntimeDefault");
    assertEquals(spec.automountServiceAccountToken, false);
    for (const { securityContext, resources } of spec.containers) {
      assertEquals(securityContext.readOnlyRootFilesystem, true);
      assertEquals(securityContext.allowPrivilegeEscalation, false);
      assertEquals(securityContext.capabilities, { drop: ["ALL"] });
      assertMatch(resources.limits.memory, /^\d+Gi$/);
      assertMatch(resources.requests.memory, /^\d+[MG]i$/);
    }
  }
});

Deno.test("the manifests run GIM as the image's user and ask it how it is", async () => {
  const { spec } = GIM.spec.template;
  const [, user] = /^USER (\d+)$/m.exec(await readDocument("Dockerfile")) ?? [];
  assertEquals(spec.securityContext.runAsUser, Number(user));
  const [container] = spec.containers;
  assertEquals(container.readinessProbe.httpGet.path, "/readyz");
  assertEquals(container.livenessProbe.httpGet.path, "/healthz");
  // The sleep before SIGTERM, and the end after it, fit into the time given.
  const sleep = container.lifecycle.preStop.sleep.seconds;
  assert(sleep + 4 < spec.terminationGracePeriodSeconds);
});

Deno.test("what the manifests select is there, by its labels and ports", () => {
  const labels = WORKLOADS.map(({ spec }) => spec.template.metadata.labels);
  for (const { spec } of WORKLOADS) {
    assertEquals(spec.selector.matchLabels, spec.template.metadata.labels);
  }
  assertEquals(SERVICES.length, 3);
  for (const { spec } of SERVICES) {
    const at = labels.findIndex((each) =>
      each["app.kubernetes.io/name"] ===
        spec.selector["app.kubernetes.io/name"]
    );
    const [container] = WORKLOADS[at]!.spec.template.spec.containers;
    const names = container.ports.map(({ name }) => name);
    for (const { targetPort } of spec.ports) assert(names.includes(targetPort));
  }
  const { GIM_REDIS_URL: url = "" } = variables("");
  const { hostname, port } = new URL(url);
  assertEquals(port, "6379");
  assert(SERVICES.some(({ metadata }) => metadata.name === hostname));
});

Deno.test("compose.yaml sets options that there are, to values that are taken", async () => {
  const { services } = parse(await readDocument("compose.yaml"), {
    merge: true,
  });
  for (const name of ["gim-1", "gim-2"]) {
    const { GIM_AUTH_SECRET: _, ...variables } = services[name].environment;
    assertEquals(optionsOf([], variables).storage, "redis");
  }
});

Deno.test("the examples with a disk have a volume where their data is", async () => {
  const compose = parse(await readDocument("deploy/compose.disk.yaml"));
  const { GIM_AUTH_SECRET: _, ...variables } = compose.services.gim.environment;
  assertEquals(optionsOf([], variables).storage, "disk");
  const [, directory] =
    /^ENV GIM_DATA_DIR=(.+)$/m.exec(await readDocument("Dockerfile")) ?? [];
  assertEquals(compose.services.gim.volumes, [`data:${directory}`]);

  const [pod] = await manifestsOf("disk.yaml.example") as [Workload];
  const { containers: [container], securityContext } = pod.spec.template.spec;
  const values = Object.fromEntries(
    container.env.map(({ name, value = "s".repeat(32) }) => [name, value]),
  );
  const options = optionsOf([], values);
  assertEquals(options.storage, "disk");
  assertMatch(options.dataDir, /^\/data\//);
  assertEquals(securityContext.runAsUser, 65532);
  assertEquals(container.securityContext.readOnlyRootFilesystem, true);
});
