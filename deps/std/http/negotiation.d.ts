/** The part of a request that content negotiation reads. */
interface HasHeaders {
  readonly headers: Headers;
}

/** The media types the request accepts, the most wanted first. */
export function accepts(request: HasHeaders): string[];
/** The first of `types` the request wants most, `undefined` when none will do. */
export function accepts<T extends string>(
  request: HasHeaders,
  ...types: T[]
): T | undefined;

/** The content encodings the request accepts, the most wanted first. */
export function acceptsEncodings(request: HasHeaders): string[];
/** The first of `encodings` the request wants most, `undefined` when none will do. */
export function acceptsEncodings<T extends string>(
  request: HasHeaders,
  ...encodings: T[]
): T | undefined;

/** The languages the request accepts, the most wanted first. */
export function acceptsLanguages(request: HasHeaders): string[];
/** The first of `languages` the request wants most, `undefined` when none will do. */
export function acceptsLanguages<T extends string>(
  request: HasHeaders,
  ...languages: T[]
): T | undefined;
