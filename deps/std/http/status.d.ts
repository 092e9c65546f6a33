/** Every HTTP status by its name. */
export declare const STATUS_CODE: {
  readonly Continue: 100;
  readonly SwitchingProtocols: 101;
  readonly Processing: 102;
  readonly EarlyHints: 103;
  readonly OK: 200;
  readonly Created: 201;
  readonly Accepted: 202;
  readonly NonAuthoritativeInfo: 203;
  readonly NoContent: 204;
  readonly ResetContent: 205;
  readonly PartialContent: 206;
  readonly MultiStatus: 207;
  readonly AlreadyReported: 208;
  readonly IMUsed: 226;
  readonly MultipleChoices: 300;
  readonly MovedPermanently: 301;
  readonly Found: 302;
  readonly SeeOther: 303;
  readonly NotModified: 304;
  readonly UseProxy: 305;
  readonly TemporaryRedirect: 307;
  readonly PermanentRedirect: 308;
  readonly BadRequest: 400;
  readonly Unauthorized: 401;
  readonly PaymentRequired: 402;
  readonly Forbidden: 403;
  readonly NotFound: 404;
  readonly MethodNotAllowed: 405;
  readonly NotAcceptable: 406;
  readonly ProxyAuthRequired: 407;
  readonly RequestTimeout: 408;
  readonly Conflict: 409;
  readonly Gone: 410;
  readonly LengthRequired: 411;
  readonly PreconditionFailed: 412;
  readonly ContentTooLarge: 413;
  readonly URITooLong: 414;
  readonly UnsupportedMediaType: 415;
  readonly RangeNotSatisfiable: 416;
  readonly ExpectationFailed: 417;
  readonly Teapot: 418;
  readonly MisdirectedRequest: 421;
  readonly UnprocessableEntity: 422;
  readonly Locked: 423;
  readonly FailedDependency: 424;
  readonly TooEarly: 425;
  readonly UpgradeRequired: 426;
  readonly PreconditionRequired: 428;
  readonly TooManyRequests: 429;
  readonly RequestHeaderFieldsTooLarge: 431;
  readonly UnavailableForLegalReasons: 451;
  readonly InternalServerError: 500;
  readonly NotImplemented: 501;
  readonly BadGateway: 502;
  readonly ServiceUnavailable: 503;
  readonly GatewayTimeout: 504;
  readonly HTTPVersionNotSupported: 505;
  readonly VariantAlsoNegotiates: 506;
  readonly InsufficientStorage: 507;
  readonly LoopDetected: 508;
  readonly NotExtended: 510;
  readonly NetworkAuthenticationRequired: 511;
};

/** Every HTTP status this package knows, as a number. */
export type StatusCode = typeof STATUS_CODE[keyof typeof STATUS_CODE];

/** The reason phrase of every status. */
export declare const STATUS_TEXT: { readonly [Code in StatusCode]: string };

/** A reason phrase. */
export type StatusText = typeof STATUS_TEXT[StatusCode];

/** 100 to 103. */
export type InformationalStatus = Extract<StatusCode, 100 | 101 | 102 | 103>;

/** The statuses from 200 to 226. */
export type SuccessfulStatus = Extract<
  StatusCode,
  200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226
>;

/** The statuses from 300 to 308. */
export type RedirectStatus = Extract<
  StatusCode,
  300 | 301 | 302 | 303 | 304 | 305 | 307 | 308
>;

/** The statuses from 500 to 511. */
export type ServerErrorStatus = Extract<
  StatusCode,
  500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511
>;

/** The statuses from 400 to 451. */
export type ClientErrorStatus = Exclude<
  StatusCode,
  | InformationalStatus
  | SuccessfulStatus
  | RedirectStatus
  | ServerErrorStatus
>;

/** The statuses from 400 on. */
export type ErrorStatus = ClientErrorStatus | ServerErrorStatus;

/** Whether `status` is a status this package knows. */
export function isStatus(status: number): status is StatusCode;
/** Whether `status` is from 100 to 199. */
export function isInformationalStatus(
  status: number,
): status is InformationalStatus;
/** Whether `status` is from 200 to 299. */
export function isSuccessfulStatus(status: number): status is SuccessfulStatus;
/** Whether `status` is from 300 to 399. */
export function isRedirectStatus(status: number): status is RedirectStatus;
/** Whether `status` is from 400 to 499. */
export function isClientErrorStatus(
  status: number,
): status is ClientErrorStatus;
/** Whether `status` is from 500 to 599. */
export function isServerErrorStatus(
  status: number,
): status is ServerErrorStatus;
/** Whether `status` is from 400 to 599. */
export function isErrorStatus(status: number): status is ErrorStatus;
