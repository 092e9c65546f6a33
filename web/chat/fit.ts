/** Makes a field as high as what is written; a rule of the sheet bounds it. */
export function fit(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
