import type { Text } from "./text.ts";

/** A kind of mail. Promotional mail always has a way out at its foot; transactional mail has none and carries no promotion. */
export type Mail<Purposes extends string = string> =
  | {
      readonly kind: "promotional";
      readonly purpose: Purposes;
      readonly title: Text;
      readonly optOut: "unsubscribe-link";
    }
  | { readonly kind: "transactional"; readonly purpose: Purposes; readonly title: Text; readonly optOut?: never };
