import {
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** What a span is to say; undefined values are left out. */
export type SpanFields = Readonly<
  Record<string, string | number | undefined>
>;

/** A span that a later one belongs to. */
export type SpanParent = Context;

/**
 * Spans by the OpenTelemetry that is built into Deno, which exports them by
 * itself (`OTEL_DENO=true`, `OTEL_EXPORTER_OTLP_ENDPOINT`).
 */
export class Tracing {
  #tracer = trace.getTracer("gim");

  /** Undefined where OpenTelemetry is off: then nothing is to be called. */
  static create(): Tracing | undefined {
    const tracing = new Tracing();
    // Never ended, so never exported: it only tells whether anybody listens.
    const on = tracing.#tracer.startSpan("gim.start").isRecording();
    return on ? tracing : undefined;
  }

  /** What runs now, to belong to it later. */
  current(): SpanParent {
    return context.active();
  }

  /** Adds to the span of the HTTP request that is being answered. */
  describe(name: string, fields: SpanFields): void {
    const span = trace.getActiveSpan();
    span?.updateName(name);
    setAll(span, fields);
  }

  /**
   * Runs something within a span of its own; what it comes to is added to the
   * span by `outcome`. A `gim.code` from 500 on makes it an error.
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
