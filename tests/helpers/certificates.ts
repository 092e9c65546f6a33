import tls from "node:tls";

/** The files of a certificate for `localhost` that is good for tests only. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** What the certificate is made out to. */
  readonly name: string;
}

export const FIRST = filesOf("first");
export const SECOND = filesOf("second");

function filesOf(name: string): CertificateFiles {
  const file = (ending: string) =>
    new URL(`./tls/${name}.${ending}`, import.meta.url).pathname;
  return { cert: file("crt"), key: file("key"), name: `${name}.test` };
}

/** What the certificate that is shown at an address is made out to. */
export async function shownAt(address: string): Promise<string> {
  const { hostname: host, port } = new URL(`https://${address}`);
  const socket = tls.connect({
    host,
    port: Number(port),
    rejectUnauthorized: false,
  });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.on("secureConnect", resolve);
    socket.on("error", reject);
    await promise;
    return String(socket.getPeerCertificate().subject.CN);
  } finally {
    socket.destroy();
  }
}
