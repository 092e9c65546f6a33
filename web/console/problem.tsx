/** Why something was refused. */
export function Problem(
  { text }: { readonly text: string },
): preact.JSX.Element {
  return <p class="problem" role="alert">{text}</p>;
}
