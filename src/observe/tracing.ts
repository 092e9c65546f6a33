import {
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** Attributes of a span; undefined values are left out. */
export type SpanFields = Readonly<
  Record<string, string | number | undefined>
>;

/** The parent of a later span. */
export type SpanParent = Context;

/** Reads a caller's trace out of headers. */
const HEADERS = {
  get: (headers: { get(name: string): string | null }, name: string) =>
    headers.get(name) ?? undefined,
  keys: () => [],
};

/**
 * Spans by the OpenTelemetry that is built into Deno, which exports them itself
 * (`OTEL_DENO=true`, `OTEL_EXPORTER_OTLP_ENDPOINT`).
 */
export class Tracing {
  #tracer = trace.getTracer("gim");

  /** Undefined if OpenTelemetry is off: then no call is needed. */
  static create(): Tracing | undefined {
    const tracing = new Tracing();
    // Never ended and so never exported; it only shows whether spans are
    // recorded.
    const on = tracing.#tracer.startSpan("gim.start").isRecording();
    return on ? tracing : undefined;
  }

  /** The current span, as the parent of later ones. */
  current(): SpanParent {
    return context.active();
  }

  /**
   * Answers an HTTP request in its span. Deno makes one for each request of
   * `Deno.serve`; other requests get theirs here, as part of the caller's trace if
   * a header names it.
   */
  async request<T>(
    method: string,
    headers: { get(name: string): string | null },
    answer: () => Promise<T>,
  ): Promise<T> {
    if (trace.getActiveSpan() !== undefined) return await answer();
    const attributes = { "http.request.method": method };
    const options = { kind: SpanKind.SERVER, attributes };
    const scope = propagation.extract(context.active(), headers, HEADERS);
    return await this.#tracer.startActiveSpan(
      method,
      options,
      scope,
      async (span) => {
        try {
          return await answer();
        } finally {
          span.end();
        }
      },
    );
  }

  /** Adds to the span of the current HTTP request. */
  describe(name: string, fields: SpanFields): void {
    const span = trace.getActiveSpan();
    span?.updateName(name);
    setAll(span, fields);
  }

  /**
   * Runs something in a span of its own, to which `outcome` adds the result. A
   * `gim.code` of 500 or more makes it an error.
   */
  async within<T>(
    { name, parent, fields }: {
      name: string;
      parent: SpanParent | undefined;
      fields: SpanFields;
    },
    run: () => Promise<T>,
    outcome: (result: T) => SpanFields & { readonly "gim.code": number },
  ): Promise<T> {
    const options = { kind: SpanKind.SERVER };
    const scope = parent ?? context.active();
    return await this.#tracer.startActiveSpan(
      name,
      options,
      scope,
      async (span) => {
        try {
          setAll(span, fields);
          const result = await run();
          const outcomes = outcome(result);
          setAll(span, outcomes);
          if (outcomes["gim.code"] >= 500) {
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          return result;
        } finally {
          span.end();
        }
      },
    );
  }
}

function setAll(span: Span | undefined, fields: SpanFields): void {
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) span?.setAttribute(key, value);
  }
}
