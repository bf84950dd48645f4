/** Whether `id` can be the id of a record or of a person. Whatever else is asked for is not there, and the store need not be asked. */
export function isId(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
