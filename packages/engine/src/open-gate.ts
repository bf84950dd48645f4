import type { Core } from "./core/core.ts";
import { listenToRefusals } from "./egress/refusals.ts";
import type { ChooseOptions } from "./gate/choose.ts";
import { createConsentStore } from "./gate/consent-store.ts";
import { createRecording, type Recording } from "./gate/recording.ts";
import { createViolations, type Violations } from "./gate/violations.ts";
import type { VisitOptions } from "./gate/visit.ts";
import { createSigner } from "./http/signer.ts";

export interface OpenedGate {
  readonly visits: VisitOptions;
  readonly chooses: ChooseOptions;
  readonly recording: Recording;
  readonly violations: Violations;
  /** Finishes what is seen; records of choices are written until `closeConsents`. */
  readonly close: () => Promise<void>;
  readonly closeConsents: () => Promise<void>;
}

/** Opens what visitors' browsers deal with: choices, their records, and what was seen that is not declared. */
export async function openGate(
  { site, db, log, versions, vault, clock }: Pick<Core, "site" | "db" | "log" | "versions" | "vault" | "clock">,
  { origin, standIn }: { readonly origin?: string | undefined; readonly standIn?: number | undefined },
): Promise<OpenedGate> {
  const consents = createConsentStore(site, log);
  const [cookieSigner, tokenSigner, whoSigner] = await Promise.all([
    createSigner(vault.root, "choice cookie"),
    createSigner(vault.root, "choice form"),
    createSigner(vault.root, "double click"),
  ]);
  const violations = createViolations(site, db, clock);
  const deafen = listenToRefusals(({ way, what, by = "" }) => {
    violations.note({ kind: "egress", key: [way, what], detail: { way, what, by } });
  });
  const chooses = { consents, versions, cookieSigner, tokenSigner, clock, origin };
  return {
    visits: { versions, cookieSigner, tokenSigner, whoSigner, clock, standIn, origin },
    chooses,
    recording: createRecording(chooses),
    violations,
    close: async () => {
      deafen();
      await violations.close();
    },
    closeConsents: () => consents.close(),
  };
}
