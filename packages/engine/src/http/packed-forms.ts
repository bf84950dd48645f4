/** The packed forms of a body that is the same for everybody, by their encoding. */
export type PackedForms = Map<string, Promise<Uint8Array>>;

/** By the body: `Response` has no place for them. */
const forms = new WeakMap<ReadableStream<Uint8Array>, PackedForms>();

/** Says that the response's body is one whose packed forms are kept, so that it is packed once and not for each request. */
export function setPackedForms({ body }: Response, packed: PackedForms): void {
  if (body) forms.set(body, packed);
}

/** The packed forms of a body; undefined of one that is made for one request, or that somebody else has made a new body of. */
export const findPackedForms = (body: ReadableStream<Uint8Array>): PackedForms | undefined => forms.get(body);
