import { admit } from "./admit.ts";
import { checkCredentials } from "./checks.ts";
import type { Connector } from "./connector.ts";
import type { Credentials } from "./credentials.ts";
import { GimClosedError, GimError } from "./errors.ts";
import { limit, type Limits, unattended } from "./limit.ts";
import type { CallOptions, Requests } from "./requests.ts";
import type { Settings } from "./settings.ts";
import type { LoggedIn } from "./online_period.ts";

const LOGGED_OUT = "logged out";

/** What {@linkcode Logins} need. */
export interface LoginsOptions {
  readonly connector: Connector;
  readonly requests: Requests;
  readonly settings: Settings;
  /** The user has logged out. */
  readonly onLogout: () => void;
}

/**
 * Logins and logouts in the order of the calls: what is begun during a logout
 * waits for its end.
 */
export class Logins {
  #options: LoginsOptions;
  #loggedIn: LoggedIn | undefined;
  /** The logout that is under way. */
  #leaving: Promise<void> | undefined;
  #logouts = 0;

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /** The reply to the last login; undefined after a logout. */
  get loggedIn(): LoggedIn | undefined {
    return this.#loggedIn;
  }

  /** The service has accepted a login. */
  online(loggedIn: LoggedIn): void {
    this.#loggedIn = loggedIn;
  }

  /** Connects, without a login. */
  connect(options: CallOptions): Promise<void> {
    const { connector } = this.#options;
    return this.#begin(options, (limits) => connector.connect(limits));
  }

  /** Logs in, or the same user again. */
  login(credentials: Credentials, options: CallOptions): Promise<LoggedIn> {
    const { connector } = this.#options;
    return this.#begin(options, async (limits) => {
      checkCredentials(credentials);
      const { userId = credentials.id } = connector;
      if (userId !== credentials.id) {
        const message = `cannot log in: ${userId} is logged in: log out first`;
        throw new GimError(message);
      }
      return this.#loggedIn = await connector.login(credentials, limits);
    });
  }

  /** Logs out and disconnects. */
  logout(options: CallOptions): Promise<void> {
    return unattended(() => {
      const { state } = this.#options.connector;
      admit(state, options);
      this.#logouts++;
      if (state !== "online") return this.#disconnect();
      const leaving = this.#leave(options);
      this.#leaving = leaving;
      const end = () => {
        if (this.#leaving === leaving) this.#leaving = undefined;
      };
      leaving.then(end, end);
      return leaving;
    });
  }

  /** Begins to connect or to log in, after a logout that is under way. */
  #begin<T>(
    options: CallOptions,
    begin: (limits: Limits) => Promise<T>,
  ): Promise<T> {
    return unattended(() => {
      const { connector, settings } = this.#options;
      admit(connector.state, options);
      const { timeout = settings.requestTimeout, signal } = options;
      const limits = { timeout, signal };
      return this.#leaving === undefined
        ? begin(limits)
        : this.#follow(this.#leaving, limits, begin);
    });
  }

  /** A later logout overrides it. */
  async #follow<T>(
    leaving: Promise<void>,
    { timeout, signal }: Limits,
    begin: (limits: Limits) => Promise<T>,
  ): Promise<T> {
    const { clock } = this.#options.settings.environment;
    const [since, logouts] = [clock.now(), this.#logouts];
    const left = leaving.catch(() => {});
    await limit(left, { timeout, signal }, { clock });
    if (logouts !== this.#logouts) throw new GimClosedError(LOGGED_OUT);
    const rest = timeout - (clock.now() - since);
    return this.#begin({ timeout: Math.max(0, rest), signal }, begin);
  }

  /** Disconnects whether the service agrees, refuses or does not answer. */
  async #leave(options: CallOptions): Promise<void> {
    try {
      await this.#options.requests.call("logout", {}, options);
    } catch (error) {
      // Another logout, or the service, has already closed the connection.
      if (!(error instanceof GimClosedError)) {
        this.#disconnect();
        throw error;
      }
    }
    await this.#disconnect();
  }

  #disconnect(): Promise<void> {
    const { connector, onLogout } = this.#options;
    onLogout();
    this.#loggedIn = undefined;
    return connector.halt(new GimClosedError(LOGGED_OUT), "idle");
  }
}
