/** A span as a collector gets it. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface OtlpValue {
  readonly [kind: string]: string | number | boolean;
}

interface OtlpSpan extends Omit<CollectedSpan, "attributes"> {
  readonly attributes: readonly { key: string; value: OtlpValue }[];
}

interface OtlpTraces {
  readonly resourceSpans?: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** A collector of OpenTelemetry on a free port, by OTLP as JSON over HTTP. */
export class OtlpSink implements AsyncDisposable {
  readonly spans: CollectedSpan[] = [];
  /** Everything that arrived, as text. */
  text = "";
  #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        const text = await request.text();
        this.text += text;
        if (request.url.endsWith("/v1/traces")) this.#take(JSON.parse(text));
        return Response.json({});
      },
    );
  }

  /** The environment variables with which a process exports to it. */
  get environment(): Record<string, string> {
    return {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #take({ resourceSpans = [] }: OtlpTraces): void {
    for (const { scopeSpans } of resourceSpans) {
      for (
        const { attributes, ...span } of scopeSpans.flatMap((s) => s.spans)
      ) {
        const values = attributes.map(({ key, value }) =>
          [key, String(Object.values(value)[0])] as const
        );
        this.spans.push({ ...span, attributes: Object.fromEntries(values) });
      }
    }
  }
}
