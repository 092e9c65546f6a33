/** Who logs in. The token is needed where the service has a secret. */
export interface Identity {
  readonly id: string;
  readonly name?: string;
  readonly token?: string;
}
