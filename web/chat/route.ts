import { useEffect, useState } from "preact/hooks";

/** The address of a conversation within the page. */
export function addressOf(sessionId: string): string {
  return `#${encodeURIComponent(sessionId)}`;
}

function read(): string | undefined {
  const id = decodeURIComponent(location.hash.slice(1));
  return /^[12]:./.test(id) ? id : undefined;
}

/** The conversation that the address names, and the way to another one. */
export function useRoute(): [
  id: string | undefined,
  go: (id: string | undefined) => void,
] {
  const [id, setId] = useState(read);
  useEffect(() => {
    const onChange = () => setId(read());
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, []);
  const go = (to: string | undefined) => {
    location.hash = to === undefined ? "" : addressOf(to);
  };
  return [id, go];
}
