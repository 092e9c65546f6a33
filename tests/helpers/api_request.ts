import { type ApiRequest, toApiRequest } from "../../src/api/api_request.ts";
import { systemClock } from "../../src/base/clock.ts";

/** A request as the API gets it from the runtime's listener. */
export function received(request: Request): ApiRequest {
  return toApiRequest(request, systemClock);
}

/** A body that arrives bit by bit: a stream of bytes. */
export function bytesOf(
  body: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        if (value.length > 0) return controller.enqueue(new Uint8Array(value));
      }
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
