/** What the recorder in the page tells, as JSON. It is typed here because the page's side knows the DOM and ours does not. */
export type Recorded =
  | {
      readonly is: "cookie";
      /** As it would stand in a `Set-Cookie` header. */
      readonly line: string;
      readonly kept: boolean;
      /** Address of the script that set it. */
      readonly by: string;
      /** Address of the document. */
      readonly at: string;
    }
  | { readonly is: "held"; readonly url: string; readonly directive: string };
